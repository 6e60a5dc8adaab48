"""By which names do citizens call themselves and others?  A model that helps with an answer is shown none of them.

A name is found where somebody introduces or signs with it, gives it a title or says whose it is, as in "my son Peter".
One that merely stands in a sentence stays, as no pattern tells it from a place or an office; so does every name in what
people and rules read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.folding import fold_in_place
from assistant.person_names import LATIN_NAME, chinese_name, is_known_word, latin_strength

ELLIPSIS = "…"
_CALLED = r"\b(?:my (?:full )?name(?: is|'s|:)|i am called|i'm called|(?:full )?name:)[ ,]*"
_RELATED = (
    r"\b(?:my|our|his|her|their|the) (?:late |elder |younger |ex-)?(?:husband|wife|son|daughter|mother|father|mum|mom"
    r"|dad|brother|sister|uncle|aunt|cousin|grand(?:mother|father|son|daughter)|nephew|niece|baby|child|friend|colleague"
    r"|neighbou?r|flatmate|tenant|landlord|landlady|employer|(?:domestic )?helper|partner|fianc[ée]e?|boyfriend"
    r"|girlfriend|boss|patient|student|client),? (?:is |is called |called |named |whose name is )?"
)
_LATIN = (
    # What the words before the name say, and how much the name must look like one.
    (re.compile(rf"(?i:{_CALLED})(?P<name>{LATIN_NAME})"), 0.3),
    (re.compile(rf"(?i:\bi am|\bi'm|\bthis is),? (?P<name>{LATIN_NAME})"), 0.85),
    (re.compile(rf"(?:(?i:{_RELATED})|(?i:\bon behalf of ))(?P<name>{LATIN_NAME})"), 0.6),
    (re.compile(rf"(?P<name>\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? {LATIN_NAME})"), 0.3),
    (re.compile(rf"(?i:regards|sincerely|faithfully|thanks|thank you|cheers),?\s+(?P<name>{LATIN_NAME})\W*$"), 0.6),
)
_SMALL = re.compile(rf"(?i:{_CALLED})(?P<name>[a-z]+(?: [a-z]+){{0,3}})")
_PLACE = re.compile(
    r" (?:Museum|Memorial|Park|Garden|School|College|Hospital|Clinic|Library|Centre|Road|Street|House)\b"
)
_NO_NAME = re.compile(r".*(?:[人民工员客主师者]|(?<!先)生)")
"""我是高中生, 我是何文田居民: who says what they are."""
_RELATED_CHINESE = (
    "(?:妈妈|母亲|妈咪|阿妈|爸爸|父亲|爹地|阿爸|老豆|丈夫|老公|太太|妻子|老婆|儿子|女儿|阿仔|阿女|个仔|个女|哥哥|姐姐|弟弟|妹妹|家姐|细佬"
    "|祖父|祖母|爷爷|奶奶|外公|外婆|公公|婆婆|阿爷|阿嫲|孙女|孙子|叔叔|舅父|阿姨|姑妈|朋友|同事|同学|邻居|邻舍|业主|租客|房东|雇主|老板|外佣|佣人|伴侣|未婚夫|未婚妻)"
)
"""Whose name it is, folded.  The word for "called" must follow: 我媽媽高血壓 begins as a name does."""


def hide_names(text: str) -> str:
    """`text` with `…` for each name; masking again changes nothing."""
    pieces, end = [], 0
    for start, stop in sorted(_find(fold_in_place(text))):
        if start >= end:
            pieces += [text[end:start], ELLIPSIS]
            end = stop
    return "".join([*pieces, text[end:]])


def _find(plain: str) -> Iterator[tuple[int, int]]:
    for pattern, least in _LATIN:
        for found in pattern.finditer(plain):
            name = found["name"]
            if latin_strength(name) >= least and not _PLACE.search(name):
                yield found.span("name")
    for found in _SMALL.finditer(plain):
        if length := _known_length(found["name"]):
            yield found.start("name"), found.start("name") + length
    *outright, is_one, related = _chinese()
    for pattern in outright:
        yield from (found.span("name") for found in pattern.finditer(plain))
    for pattern in (is_one, related):
        yield from (found.span("name") for found in pattern.finditer(plain) if not _NO_NAME.fullmatch(found["name"]))


def _known_length(words: str) -> int:
    """How much of its beginning is written in nothing but names, however small."""
    length = 0
    for word in re.finditer(r"[a-z]+", words, re.IGNORECASE):
        if not is_known_word(word[0]):
            break
        length = word.end()
    return length


@cache
def _chinese() -> tuple[re.Pattern[str], ...]:
    """In folded text: named outright, with a title, said to be, and said to be somebody's."""
    name = f"(?P<name>{chinese_name()})"
    end = r"[,.。、;!?:()\s]|\d|$|想"
    after = f"(?={end}|住|居|是|系|今年|家|在|我|嘅|的|要|有|打|已|身)"
    called = r"(?:我叫做?|我个名[叫系是]|我名叫|本人姓名[系是:]?|本人(?:名叫|叫)?|姓名[:是]?|名字[:是叫]|小弟)"
    titles = "(?:先生|女士|小姐|太太)"
    return (
        re.compile(f"{called}[ :,]*{name}{after}"),
        re.compile(f"(?P<name>(?:{chinese_name()})(?<={titles}))"),
        re.compile(f"我[系是]{name}(?={end})"),
        re.compile(f"{_RELATED_CHINESE}(?:的名字|个名)?[系是]?名?叫做?{name}{after}"),
    )
