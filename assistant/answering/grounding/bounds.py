"""Is a value at least what its passage says at most, or before what it says after?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.written import Problem, ProblemKind
from assistant.facts.fact import Fact, FactKind
from assistant.facts.numbers import numbers_in

_WIDTH = 22
_SIDES: tuple[tuple[str, str, str, str], ...] = (
    # opposites, and for each how it stands before a value and behind it
    (
        "least",
        r"(?:at least|no less than|not less than|minimum(?: of)?|or more than|more than|over|above|no "
        r"fewer than|exceed(?:s|ing)?)\W*\Z"
        r"|(?:最少|至少|不少于|不低于|(?<!不)多于|(?<!不)超过|年满|(?<!未)满|(?<!不)高于|起码)[^,，。;；\d]{0,5}\Z",
        r"\W*(?:or (?:over|above|older|more)|and (?:over|above|older)|or longer)\b|\W*(?:或以上|及以上|以上|或更多|起)",
        "most",
    ),
    (
        "most",
        r"(?:at most|up to|no more than|not more than|not exceed(?:ing)?|does not exceed|maximum(?: of)?"
        r"|less than|under|below|younger than|fewer than|not over)\W*\Z"
        r"|(?:最多|至多|不超过|不得超过|不多于|(?<!不)少于|(?<!不)低于|不足|未满|上限为?|最高|不高于)[^,，。;；\d]{0,5}\Z",
        r"\W*(?:or (?:under|below|younger|less|fewer))\b|\W*(?:或以下|及以下|以下|或更少|为限|为上限|封顶)",
        "least",
    ),
    (
        "before",
        r"(?<!not )(?:before|by|no later than|until|till|not later than|up to)\W*(?:\w+ ){0,2}\Z|(?:最迟"
        r"|不迟于|直至|早于)\W*\Z",
        r"\W*(?:或之前|或以前|之前|以前|前(?!往|来)|或更早|截止|为止|止|或前)|\W*(?:or earlier|at the latest)\b",
        "after",
    ),
    (
        "after",
        r"(?:after|from|since|starting(?: on)?|beginning(?: on)?|no earlier than|not before)\W*(?:\w+ "
        r"){0,1}\Z|(?:由|自|从|不早于)\W*\Z",
        r"\W*(?:起|之后|以后|后(?!补)|开始|或之后)|\W*(?:onwards?|or later)\b",
        "before",
    ),
)
_COMPILED = tuple(
    (name, re.compile(rf"(?<![a-z])(?:{b})" if b[0] != "(" else b), re.compile(a), o) for name, b, a, o in _SIDES
)
_BOUNDED = frozenset(
    (
        FactKind.FEE,
        FactKind.DURATION,
        FactKind.AGE,
        FactKind.UNIT,
        FactKind.PERCENT,
        FactKind.NUMBER,
        FactKind.DATE,
        FactKind.HOURS,
    )
)
_DENIES = re.compile(
    r"(?<![a-z])(?:not|no|never|cannot|unless|without|until)(?![a-z])|n't|[不未没无毋勿]|逾期|(?<![a-z])late(?![a-z])"
)
_MORE = re.compile(r"(?:more than|over|above|exceed\w*|longer than)\W*\Z|(?:多于|超过|高于)\W*\Z")
_LESS = re.compile(r"(?:less than|fewer than|under|below)\W*\Z|(?:少于|低于)\W*\Z")
_DENIED_MORE = re.compile(
    r"(?:(?<![a-z])(?:not|no|never|cannot)(?![a-z])|n't)"
    r"(?:(?! (?:if|when|where|with|for|whose|while|to|who) )[^,.;]){0,40}\Z"
    r"|(?:不|不得|不可|不能|不应)(?:(?![如若当])[^,。;]){0,12}\Z"
)
_NUMBER_START = re.compile(r"\d|[零一二两三四五六七八九十百千]")
_OPPOSITES = {name: opposite for name, _, _, opposite in _SIDES}


_LIMITED = re.compile(
    r"(?:not|no) (?:more|less|later|fewer|earlier|over|exceed\w*)(?: than)?|does not exceed|不(?:得|可|能"
    r"|应)?(?:超过|多于|少于|高于|低于|迟于|早于)|未满|不足"
)


def find_turned_bounds(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = reading.cited(place)
        if passages and not reading.is_copied(place):
            for fact in turned_bounds(said, passages):
                yield Problem(ProblemKind.CONTRADICTED, f"“{fact.text}” is on the other side of the limit", place)


def turned_bounds(said: Told, passages: Sequence[Passage]) -> Iterator[Fact]:
    """The values of a sentence that all their passages bound from the other side."""
    for fact in said.facts:
        if fact.kind not in _BOUNDED or not (mine := sides_of(said, fact)):
            continue
        there = [
            (told, other)
            for passage in passages
            for told in passage.sentences
            for other in told.facts
            if not other.values.isdisjoint(fact.values) or _is_same_number(fact, other)
        ]
        theirs = [sides_of(told, other) for told, other in there]
        turned = frozenset(_OPPOSITES[side] for side in mine)
        if not theirs or not all(turned & sides and not (mine & sides) for sides in theirs):
            continue
        if all(_is_denied(said, fact) == _is_denied(told, other) for told, other in there):
            yield fact


def _is_same_number(fact: Fact, other: Fact) -> bool:
    """Under 70, which is an age where the passage says 70 years of age."""
    kinds = {fact.kind, other.kind}
    return kinds == {FactKind.AGE, FactKind.NUMBER} and bool(numbers_in(fact.text) & numbers_in(other.text))


def _is_denied(told: Told, fact: Fact) -> bool:
    """Not before 1 May is from 1 May; told by the clause in which the value stands."""
    start = max(told.folded.rfind(mark, 0, fact.start) for mark in ",;。.:") + 1
    ends = [end for mark in ",;。." if (end := told.folded.find(mark, fact.end)) >= 0]
    clause = _LIMITED.sub(" ", told.folded[start : min(ends, default=len(told.folded))])
    return _DENIES.search(clause) is not None


def sides_of(told: Told, fact: Fact) -> frozenset[str]:
    """On which side of a value a sentence stands; empty where it names none."""
    digit = _NUMBER_START.search(told.folded, fact.start, fact.end)
    start = digit.start() if digit else fact.start
    before = told.folded[max(0, start - _WIDTH) : start]
    after = told.folded[fact.end : fact.end + _WIDTH]
    kinds = ("before", "after") if fact.kind in (FactKind.DATE, FactKind.HOURS) else ("least", "most")
    found = {n for n, ahead, behind, _ in _COMPILED if n in kinds and (ahead.search(before) or behind.match(after))}
    inside = fact.text.lower()
    if fact.kind is FactKind.AGE and re.match(r"(?:under|below)", inside):
        found.add("most")
    if fact.kind is FactKind.AGE and re.match(r"(?:over|above)", inside):
        found.add("least")
    if (
        "least" in found
        and _MORE.search(before)
        and _DENIED_MORE.search(told.folded, max(0, fact.start - 60), fact.start)
    ):
        found = (found - {"least"}) | {"most"}
    if (
        "most" in found
        and _LESS.search(before)
        and _DENIED_MORE.search(told.folded, max(0, fact.start - 60), fact.start)
    ):
        found = (found - {"most"}) | {"least"}
    return frozenset(found)
