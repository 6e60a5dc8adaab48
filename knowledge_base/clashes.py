"""What do two statements about one matter say differently: facts of one kind, or one allows what the other forbids?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.facts.fact import Fact, FactKind
from knowledge_base.statements import Statement, content_words

_OWN_SUMS = frozenset(("sum:deposit", "sum:fine", "sum:late", "sum:refund"))
"""What is paid beside the fee; both sides speak of it, or neither."""
_COMPARED = (
    FactKind.FEE,
    FactKind.HOURS,
    FactKind.DATE,
    FactKind.DURATION,
    FactKind.PHONE,
    FactKind.EMAIL,
    FactKind.FORM_NUMBER,
    FactKind.AGE,
    FactKind.PERCENT,
    FactKind.UNIT,
    FactKind.WEEKDAY,
    FactKind.NUMBER,
)
_SETS = frozenset((FactKind.HOURS, FactKind.WEEKDAY))
"""Kinds of which a sentence tells several that belong together."""
_RULES = (("rule:allowed", "rule:forbidden", "permission"), ("rule:needed", "rule:not_needed", "requirement"))
RULE_KINDS = frozenset(kind for _, _, kind in _RULES)
_ASPECTS = {FactKind.FEE: "sum", FactKind.DURATION: "span", FactKind.DATE: "day", FactKind.AGE: "age"}
"""The marks that tell apart what facts of a kind are of."""
_FREE, _COSTS = "sum:free", "pay:costs"
_CLAUSE_END = re.compile(r"[,;:，；：、（(]")
_DAYS = {"minutes": 1 / 1440, "working_days": 1.4, "months": 30.4}
_SAME_LENGTH = 0.1
"""A month and 30 days are the same; so may be ten working days and two weeks."""
_ALIKE = 0.6
"""The share of the shorter sentence's words that both must use before a bare number is of the same thing."""
_CLOSING = "day:closing"
"""A deadline is compared with a deadline alone, not with the day on which something happens."""
_ALL_CASES = "all:cases"
"""What is never allowed is not allowed in a special case either."""
_LOOSE = frozenset(("span:after", "span:ahead"))
"""Within which time, of what is said only by its other marks."""
_ONLY_THERE, _APPLYING = frozenset(("where:only",)), frozenset(("where:apply",))

_ANY_PLACE = frozenset("offic centr counter desk hall build".split())
"""Words that the names of most places end in."""


def compare_statements(one: Statement, two: Statement) -> Iterator[tuple[str, str, str]]:
    """Kind and words of what two statements about one matter say differently."""
    if _speak_of_others("whom", one, two) or makes_exception(one) or makes_exception(two):
        return
    for kind in _COMPARED:
        mine, theirs = _facts(one, kind), _facts(two, kind)
        if _speak_of_others(_ASPECTS.get(kind, ""), one, two):
            continue
        if kind is FactKind.DATE and (_CLOSING in one.marks) != (_CLOSING in two.marks):
            continue
        if kind is FactKind.NUMBER and len(one.words & two.words) < _ALIKE * min(len(one.words), len(two.words)):
            continue
        if kind is FactKind.FEE and _speak_of_others("part", one, two):
            continue
        if kind is FactKind.FEE and one.marks & _OWN_SUMS != two.marks & _OWN_SUMS:
            continue
        if kind is FactKind.AGE:
            mine, theirs = mine or _ages(one, theirs), theirs or _ages(two, mine)
        if mine and theirs and _differ(kind, mine, theirs) and not _is_special(one, two, kind.value):
            yield kind.value, mine[0].text, theirs[0].text
    yield from _counts(one, two)
    yield from _places(one, two)
    for paid, free in ((one, two), (two, one)):
        fees = _facts(paid, FactKind.FEE)
        if (
            fees
            and _COSTS in paid.marks
            and _FREE in free.marks
            and not _facts(free, FactKind.FEE)
            and _FREE not in paid.marks
            and not _is_special(one, two, "free_or_charged")
        ):
            yield "free_or_charged", *((fees[0].text, "") if paid is one else ("", fees[0].text))
    for yes, no, rule in _RULES:
        for said, denied in ((one, two), (two, one)):
            if (
                _says(said, yes, no)
                and no in denied.marks
                and (_ALL_CASES in denied.marks or not _is_special(one, two, rule))
            ):
                yield rule, "", ""
                break


def _is_special(one: Statement, two: Statement, kind: str) -> bool:
    """True when one sentence speaks of a special case that the other article's title and sentence do not name.

    A Sunday, a child or a motor cycle: its fee is none that the sentence of everybody's fee could contradict.
    """
    mine, theirs = (_cases(s, kind) for s in (one, two))
    known, heard = (_named_cases(s) for s in (one, two))
    return bool(mine - heard or theirs - known)


def _named_cases(statement: Statement) -> frozenset[str]:
    return frozenset(case for case, _ in statement.cases) | statement.title_cases


def _cases(statement: Statement, kind: str) -> frozenset[str]:
    stop = _end_of_clause(statement, kind)
    return frozenset(case for case, place in statement.cases if place < stop)


def _end_of_clause(statement: Statement, kind: str) -> int:
    """Where what is said of the fact ends; what a later clause adds is of that clause alone."""
    kinds = ("fee", "free") if kind == "free_or_charged" else (kind,)
    ends = [fact.end for fact in statement.facts if fact.kind.value in kinds]
    stop = len(statement.sentence)
    if ends and (closing := _CLAUSE_END.search(statement.sentence, min(ends))):
        stop = closing.start()
    return stop


def _ages(statement: Statement, others: Sequence[Fact]) -> list[Fact]:
    """Under 45, where the other side says that it is an age."""
    if not others or "age:under" not in statement.marks:
        return []
    return [
        replace(fact, kind=FactKind.AGE, values=frozenset(value.replace("number", "age") for value in fact.values))
        for fact in _facts(statement, FactKind.NUMBER)
    ]


def _counts(one: Statement, two: Statement) -> Iterator[tuple[str, str, str]]:
    """Two copies and four copies; for each noun that both count once."""
    for noun in sorted({noun for _, noun in one.counted} & {noun for _, noun in two.counted}):
        mine, theirs = ([number for number, counted in s.counted if counted == noun] for s in (one, two))
        if len(mine) == len(theirs) == 1 and mine != theirs:
            yield "count", mine[0], theirs[0]


def _places(one: Statement, two: Statement) -> Iterator[tuple[str, str, str]]:
    """Where alone it is applied for; two places that do not exclude each other may both be right."""
    if not (one.places and two.places and (one.marks | two.marks) & _ONLY_THERE):
        return
    if not (one.marks & two.marks & _APPLYING):
        return
    mine, theirs = (
        frozenset(word for place in s.places for word in content_words(place.casefold())) - _ANY_PLACE
        for s in (one, two)
    )
    if mine and theirs and mine.isdisjoint(theirs):
        yield "place", one.places[0], two.places[0]


def _says(statement: Statement, yes: str, no: str) -> bool:
    return yes in statement.marks and no not in statement.marks


def _differ(kind: FactKind, mine: Sequence[Fact], theirs: Sequence[Fact]) -> bool:
    said, heard = ({v for fact in facts for v in fact.values} for facts in (mine, theirs))
    if kind in _SETS:
        return not (
            all(not f.values.isdisjoint(heard) for f in mine) and all(not f.values.isdisjoint(said) for f in theirs)
        )
    if not said.isdisjoint(heard):
        return False
    if kind is FactKind.DURATION:
        days = [{length for value in values if (length := _days(value))} for values in (said, heard)]
        return bool(days[0] and days[1]) and all(abs(x - y) > _SAME_LENGTH * x for x in days[0] for y in days[1])
    families = [{value.partition(":")[0] for value in values} for values in (said, heard)]
    return kind in (FactKind.FORM_NUMBER, FactKind.PHONE, FactKind.EMAIL) or not families[0].isdisjoint(families[1])


def _days(value: str) -> float:
    """About how many days a length of time is; nothing for a day of a month."""
    family, _, amount = value.partition(":")
    return float(amount) * _DAYS.get(family, 0.0)


def _facts(statement: Statement, kind: FactKind) -> list[Fact]:
    return [fact for fact in statement.facts if fact.kind is kind and not fact.is_weak]


def makes_exception(statement: Statement) -> bool:
    return any(fact.kind is FactKind.EXCEPTION for fact in statement.facts)


def _speak_of_others(group: str, one: Statement, two: Statement) -> bool:
    """Adults and students, a deposit and a fine, how long it takes and how long it lasts."""
    if not group:
        return False
    mine, theirs = _marks_of(one.marks, group), _marks_of(two.marks, group)
    if mine - _LOOSE and theirs - _LOOSE:
        mine, theirs = mine - _LOOSE, theirs - _LOOSE
    return bool(mine and theirs and mine.isdisjoint(theirs))


@lru_cache(maxsize=8192)
def _marks_of(marks: frozenset[str], group: str) -> frozenset[str]:
    return frozenset(mark for mark in marks if mark.startswith(f"{group}:"))


def topics(statement: Statement) -> frozenset[str]:
    """Two statements without a common topic cannot clash, whatever they say."""
    told = {fact.kind.value for fact in statement.facts if fact.kind in _COMPARED and not fact.is_weak}
    told |= {"rule" + rule for yes, no, rule in _RULES if yes in statement.marks or no in statement.marks}
    if statement.counted:
        told.add("count")
    if statement.places:
        told.add("place")
    if _FREE in statement.marks:
        told.add(FactKind.FEE.value)
    if "age:under" in statement.marks:
        told.add(FactKind.AGE.value)
    return frozenset(told)
