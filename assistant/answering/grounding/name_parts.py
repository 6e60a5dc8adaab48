"""Are the words of an English name put together as a passage puts them?  Harbour Street is not Harbour Road."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.answering.grounding.reading import Passage
from assistant.answering.grounding.words import content_words

_PIECE = re.compile(r"[,.;:()/|\n!?“”\"、，。；：（）]+")
_WORD = re.compile(r"[A-Za-z][\w'&-]*")
_CAPITAL = re.compile(r"[A-Z][\w'&-]*")
_REACH = 3
"""A name may be told without the words that stand between two of its own."""
_HEADS = (
    "office|road|street|avenue|lane|square|plaza|centre|center|library|clinic|hospital|school|college|hall|station|park"
    "|garden|pool|bay|quay|hill|pier|market|museum|theatre|stadium|estate|court|building|house|tower|scheme|fund|card|app"
    "|hotline|line|desk|counter|unit|team|division|branch|department|bureau|board|committee|council|association|society"
    "|programme|program|award|pass|licence|permit|certificate|portal|system|zoo|beach|bridge|terminal|club|festival|engineer|officer|inspector|surveyor|laboratory"
    "|page|sign|panel|tribunal|court|trust|registry|archive|agency"
)
_HEAD = re.compile(rf"(?: [a-z]+)? (?P<head>{_HEADS})(?![a-z])")
"""The noun behind a name in capitals: the HD Home app."""
_HEAD_WORD = re.compile(rf"(?:{_HEADS})s?")
_KIND = re.compile(
    rf"(?<![a-z'-])(?:(?P<far>[a-z]{{3,}}) )?"
    rf"(?P<of>[a-z]{{3,}}) (?P<head>{_HEADS})s?(?![a-z'-]| hours)"
)
_PLAIN = frozenset(
    "nearest local any main public new own same other another right correct valid following relevant "
    "right first next last "
    "nearby closest different single special separate each every whole certain big small large open full "
    "free paid paper plus including "
    "one two three four five six official government city town area service customer help "
    "visit use find take bring pay "
    "call reach contact "
    "enter leave via own staffed suitable particular usual normal current lost old".split()
)
"""Words that stand before an office and tell it from no other."""
_PAPERS = frozenset("permit certificate licence pass card fund grant scheme award allowance subsidy".split())
"""What is of another kind where the passages have none at all: the cremation permit for the death certificate."""
_JOINERS = re.compile(r" (?:of|the|and|for|on|in|at|&) ")
_TITLED = re.compile(r"\b(?P<title>Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Madam)\.? (?P<name>[A-Z][a-z]+)")
_TITLES = frozenset("mr mrs ms miss dr prof professor madam".split())
_SHORT = frozenset("id sms qr pdf hk hkid online e".split())
"""Short words in capitals that name nothing: ID card."""
_OPENERS = frozenset(
    "the a an your our this that these those all any both each most some no if when for from at in on by "
    "to with please "
    "however also only under after before once during as it its you we they he she and or but so then "
    "there here yes not "
    "visit call contact bring take ask apply use submit send go pay book check see get phone email write "
    "hand ring report "
    "register join open download complete fill collect show give find note enquire return keep "
    "tell try choose select".split()
)


def put_together_otherwise(text: str, start: int, end: int, passages: Sequence[Passage], pool: str) -> str:
    """The words between `start` and `end` of a sentence, where the `pool` does not put them so; "" where it does."""
    head = _HEAD.match(text, end)
    run = text[start:end] + (head[0] if head else "")
    pairs, capitals = _pairs(pool), _capitals(passages)
    known = {word for pair in pairs for word in pair}
    for part in _JOINERS.split(run):
        words = _WORD.findall(part)
        for one, two in pairwise(words):
            first, second = _stem(one), _stem(two)
            is_name = first in capitals or second in capitals or _HEAD_WORD.fullmatch(two.lower())
            if one.lower() in _SHORT and not two[0].isupper():
                continue
            if one.endswith("'s") and {first, second} <= known:
                continue
            if head and two == head["head"] and second in known:
                continue
            if first and second and is_name and (first, second) not in pairs:
                return part
    return ""


def of_another_kind(folded: str, pool: str) -> Iterator[str]:
    """The tram office of which the passages have only the lost property office."""
    words = {word for pair in _pairs(pool) for word in pair}
    for match in _KIND.finditer(folded):
        of = match["far"] if match["of"] in ("service", "services", "care", "day") and match["far"] else match["of"]
        stem = _stem(of)
        head = _stem(match["head"])
        is_plain = of in _PLAIN | _OPENERS or of.endswith("ing")
        if stem and not is_plain and (stem not in words or (match["head"] in _PAPERS and head not in words)):
            yield match[0]


def starts_otherwise(first: str, rest: str, passages: Sequence[Passage]) -> bool:
    """True where a sentence begins with a word before a name, and the passages have another word before it."""
    if first.lower() in _OPENERS | _TITLES or not rest:
        return False
    before = re.compile(rf"(?:(?P<word>{_WORD.pattern}) )?(?<![A-Za-z]){re.escape(rest)}")
    found = [
        match["word"] or ""
        for passage in passages
        for told in passage.sentences
        for match in before.finditer(told.text)
    ]
    return (
        bool(found)
        and first not in found
        and all(word[:1].isupper() and word.lower() not in _OPENERS for word in found)
    )


def wrong_titles(text: str, passages: Sequence[Passage]) -> Iterator[str]:
    """Mr Ho, who is Ms Ho in the passage."""
    for match in _TITLED.finditer(text):
        known = {
            other["title"]
            for passage in passages
            for told in passage.sentences
            for other in _TITLED.finditer(told.text)
            if other["name"] == match["name"]
        }
        if known and match["title"] not in known:
            yield match[0]


@lru_cache(maxsize=64)
def _pairs(pool: str) -> frozenset[tuple[str, str]]:
    """Every two words that stand near each other, in their order, with no comma between."""
    found: set[tuple[str, str]] = set()
    for piece in _PIECE.split(pool):
        stems = [_stem(word) for word in _WORD.findall(piece)]
        found.update((one, two) for i, one in enumerate(stems) for two in stems[i + 1 : i + 1 + _REACH])
    return frozenset(found)


@lru_cache(maxsize=64)
def _capitals(passages: Sequence[Passage]) -> frozenset[str]:
    """The words that have a capital within a sentence."""
    return frozenset(
        _stem(match[0])
        for passage in passages
        for told in passage.sentences
        for match in _CAPITAL.finditer(told.text)
        if match.start() and told.text[match.start() - 2 : match.start()].strip(" ").isalnum()
    )


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    small = word.lower().removesuffix("'s")
    return next(iter(content_words(small)), "") if len(small) > 1 else ""
