"""Which words of a sentence only lead in to what it says?  "According to the article,", 根據資料，, "Here is how:"."""

from __future__ import annotations

import re

from assistant.folding import fold_in_place

_LEAD_IN = re.compile(
    r"^\s*(?:(?:according to|based on|as (?:stated|described|explained|set out|mentioned) in|from|per) "
    r"(?:the|this|our|that) "
    r"(?:(?:approved|official|published|above|following|provided|department's|relevant) )*"
    r"(?:article|passage|information|page|guide|guidance|text|source|department|website|rules?"
    r"|material)s?(?: provided| above)?,? ?"
    r"|(?:in short|in summary|in brief|in other words|(?:generally |usually |normally )?(?:yes|no)|sure"
    r"|simply put|to put it simply|good news"
    r"|thank you for your question"
    r"|thanks for asking|hello|hi|to answer your question|also|please note(?: that)?|note(?: that)?)[,:.!] ?"
    r"|(?:根据|按照|依据|据|参考)(?:本|该|有关|相关|以上|上述|提供的|已核准的|官方|部门的?)*(?:文章|资料"
    r"|页面|内容|指引|信息|说明|条文|来源|规定)(?:显示|所述|所示|指出|的说明)?,? ?"
    r"|(?:简单来说|简而言之|总括而言|总的来说|换句话说|你好|您好|请注意|注意|是的|对|好的|可以|不可以"
    r"|不可以的|一般(?:不)?可以|一般(?:来说)?(?:不)?行|有机会|有可能|不一定|另外|此外)[,:!。] ?"
    r")",
    re.IGNORECASE,
)
_ONLY_LEADS = re.compile(
    r"^\s*(?:(?:here (?:is|are)|below (?:is|are)|these are|this is|the following|you (?:can|may|will need "
    r"to|need to|must|should)"
    r"|to \w+(?: \w+){0,6}|there are|what you need|how to|the (?:steps|documents|ways|requirements|fees"
    r"|hours|rules)|follow)\b"
    r"[^.!?。]{0,70}[:：]\s*$"
    r"|(?:以下|下列|请|你|您|如下|方法|步骤|所需|申请|办理)?[^。！？;；]{0,24}[:：]\s*$)",
    re.IGNORECASE,
)


_ENDING = re.compile(
    r"\s*(?:(?:i |we )?hope (?:that )?this (?:helps|is helpful|answers your question)(?: you)?"
    r"|(?:please )?(?:feel free to|do not hesitate to|don't hesitate to) ask(?: (?:us|me))?(?: again)?"
    r"(?: if you have (?:any )?(?:other|more|further)? ?questions?)?"
    r"|if you have (?:any )?(?:other|more|further)? ?questions?,? (?:please |just |feel free to |do "
    r")*ask(?: (?:us|me))?(?: again)?"
    r"|(?:希望|愿)(?:以上|这些|上述)?(?:资料|信息|内容|回答|说明)?(?:能|可以)?(?:对|帮到|解答)(?:你|您)(?:有(?:所)?帮助|有用|的(?:问题|疑问|查询))?"
    r"|如(?:果)?(?:你|您)?(?:还|仍|尚)?有(?:任何)?(?:其他|其它|进一步)?(?:疑问|问题|查询),?(?:欢迎|请)?(?:随时|再次|再)?(?:提出|提问|查询|询问|告诉我们)"
    r")\W*",
    re.IGNORECASE,
)
"""Polite words at the end."""


def without_lead_in(text: str) -> str:
    """`text` from where it says something; the lead-in alone is left as it is."""
    folded, start = fold_in_place(text), 0
    while match := _LEAD_IN.match(folded, start):
        if match.end() == start:
            break
        start = match.end()
    rest = text[start:]
    return rest if rest.strip() else text


def only_leads_in(text: str) -> bool:
    """True for a short line that a list follows, or a bare yes: nothing that a source would have to say."""
    folded = fold_in_place(text)
    if (
        _ONLY_LEADS.match(folded)
        or _ENDING.fullmatch(folded)
        or re.fullmatch(r"\W*(?:and|or|also|以及|或者|或|及|和)\W*", folded, re.IGNORECASE)
    ):
        return True
    match = _LEAD_IN.match(folded)
    return match is not None and match.end() >= len(folded.rstrip())
