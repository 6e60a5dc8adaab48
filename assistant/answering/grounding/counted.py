"""What does a number count, and per what is a sum?  Two witnesses are no three, $52 a month is not $52 a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.grounding.known_values import KnownValues
from assistant.answering.grounding.reading import Told
from assistant.answering.grounding.words import content_words
from assistant.facts.fact import Fact, FactKind

_NOUN = re.compile(
    r" ?(?:[a-z-]+ly |recent |signed |certified |identical |colour |different |separate |other |more |new "
    r"|full |whole |of the )*(?P<noun>[a-z]{3,})"
    r"|(?:名|位|个|张|份|件|次|项|间|本|封|套|条|部|辆|只|头)?(?:[^,，。;；]{0,9}的)?(?P<han>[\u4e00-\u9fff]{2})"
)
_TURN = re.compile(
    r"(?P<turn>first|1st|second|2nd|third|3rd|fourth|4th|last) (?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|(?:第(?P<which>[一二三四1234])|(?P<end>首|最后)一?)个?(?:星期|周|礼拜)(?P<han>[一二三四五六日天])"
)
_TURNS_OF_A_MONTH = (
    ("first", "1st", "一", "1", "首"),
    ("second", "2nd", "二", "2"),
    ("third", "3rd", "三", "3"),
    ("fourth", "4th", "四", "4"),
    ("last", "最后"),
)
_ITEM = re.compile(r"、|[和及与]|, | and ")
_CLAUSE = re.compile(r"[。;:：；]|,(?! )|，")
_NEAR = 6
"""Characters between a sum and what it is paid for."""


def unknown_rates(said: Told, known: KnownValues) -> Iterator[str]:
    """A sum told per another time than its passages tell it."""
    for sum_, rate in _rates_of(said):
        there = [
            other
            for passage in known.passages
            for told in passage.sentences
            for one, other in _rates_of(told)
            if not one.values.isdisjoint(sum_.values)
        ]
        stated = any(f.kind is FactKind.RATE and not f.values.isdisjoint(rate.values) for f in known.facts)
        if (there and all(rate.values.isdisjoint(other.values) for other in there)) or (not there and not stated):
            yield f"{sum_.text} {rate.text}"


def _rates_of(told: Told) -> list[tuple[Fact, Fact]]:
    """Each sum of a sentence with the time per which it is told right beside it."""
    sums = [fact for fact in told.facts if fact.kind is FactKind.FEE]
    rates = [fact for fact in told.facts if fact.kind is FactKind.RATE]
    return [(s, r) for s in sums for r in rates if _is_beside(told, s, r)]


def _is_beside(told: Told, sum_: Fact, rate: Fact) -> bool:
    if rate.start >= sum_.end:
        return not told.folded[sum_.end : rate.start].strip(" (")
    return 0 <= sum_.start - rate.end <= _NEAR and not re.search(r"[,;。(\d]", told.folded[rate.end : sum_.start])


def unknown_turns(said: Told, known: KnownValues) -> Iterator[str]:
    """The last Thursday of a month, which the passages call the second."""
    there: dict[str, set[str]] = {}
    for match in _TURN.finditer(known.folded):
        there.setdefault(match["day"] or match["han"], set()).add(_turn(match))
    for match in _TURN.finditer(said.folded):
        turns = there.get(match["day"] or match["han"])
        if turns and _turn(match) not in turns:
            yield match[0]


def _turn(match: re.Match[str]) -> str:
    """首 is 第一, and 1st is first."""
    turn = match["turn"] or match["which"] or match["end"]
    return next((str(place) for place, words in enumerate(_TURNS_OF_A_MONTH) if turn in words), turn)


def unknown_counts(said: Told, known: KnownValues) -> Iterator[str]:
    """A number of things of which the passages count another number."""
    for fact, noun in _counts_of(said):
        there = [
            other
            for passage in known.passages
            for told in passage.sentences
            for other, n in _counts_of(told)
            if n == noun
        ]
        if there and all(fact.values.isdisjoint(other.values) for other in there) and not _is_named(fact, said):
            yield f"{fact.text} {noun}"


def _is_named(fact: Fact, said: Told) -> bool:
    """True where the things that are counted stand before their number: 柳堤和東岸兩個公園 of seven."""
    items = _ITEM.split(_CLAUSE.split(said.folded[: fact.start])[-1])
    return len(items) > 1 and f"number:{len(items)}" in fact.values


def _counts_of(told: Told) -> Sequence[tuple[Fact, str]]:
    found = []
    for fact in told.facts:
        if fact.kind is not FactKind.NUMBER or not (match := _NOUN.match(told.folded, fact.end)):
            continue
        noun = match["han"] or next(iter(content_words(match["noun"])), "")
        if noun:
            found.append((fact, noun))
    return found
