"""Does a sentence say nothing but that something is not told?"""

from __future__ import annotations

import re

from assistant.folding import fold_in_place

_GAP = re.compile(
    r"(?:(?:but|however|unfortunately),? )?(?:the|this|that|these|our|your)? ?"
    r"(?:(?:approved|official|provided|available|above|given|current|published) )*"
    r"(?:passage|article|information|page|guide|guidance|text|source|material|notice)s?"
    r"(?: (?:provided|above|given|here|available|i have|we have))*,? (?:(?:itself|themselves|also) )?"
    r"(?:(?:do|does|did)(?:n't| not)|never) (?:say|tell|mention|state|list|give|explain|specify|cover|include|set out"
    r"|describe|name|show)\b(?!.*(?:[;:]|, (?:but|so|and|though)\b|\bhowever\b|\. \w))"
    r"|(?:there is|there's) (?:no information|nothing|no mention) (?:here )?(?:about|on|of|regarding)\b(?!.*[;:.,] \w)"
    r"|it (?:does(?:n't| not)|did(?:n't| not)) (?:say|mention|state|explain)"
    r" (?:whether|how|what|if|when|where|who|which)\b(?!.*[;:.,] \w)"
    r"|[^.;:]* (?:is|are)(?:n't| not) (?:mentioned|stated|specified)(?: (?:here|there|in (?:the|this) \w+))?\W*\Z"
    r"|(?:不过|但|可惜|(?:至于|其他|其余)[^,，。]{1,20}[,，])?(?:现有|提供|所提供|以上|上述|这些|这份|本|有关|的|手头|我们|已核准)*"
    r"(?:(?:资料|文章|内容|信息|段落|指引|页面|说明|数据|材料)(?:[中里内上]|之中)?|文[中内])(?:都|亦|也|并)?(?:没有?|未有?|并无|不曾|未曾)(?:具体|明确|清楚|详细)?"
    r"(?:说明|说|提及|列出|提到|写明|指明|交代|提供|注明|讲|写|列明|订明|表明|解释|涵盖)(?!.*(?:[;；]|但|不过|。.|[,，](?:请|可|你|您)))",
    re.IGNORECASE,
)


def tells_a_gap(text: str) -> bool:
    """True for a sentence that leaves something open and adds nothing: there is nothing that a passage could say."""
    return _GAP.match(fold_in_place(text).strip(" -*•")) is not None
