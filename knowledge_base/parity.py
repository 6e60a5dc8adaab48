"""Do the languages of one article state the same facts?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.facts.conditions import count_soft_marks, lacks_contrast, read_answer
from assistant.facts.extract import extract_facts
from assistant.facts.fact import Fact, FactKind
from assistant.facts.frequencies import intervals
from assistant.facts.numbers import numbers_in
from assistant.facts.open_days import agree_on_open_days
from assistant.folding import fold_in_place
from assistant.languages import LANGUAGES
from knowledge_base.age_bounds import turned_bounds
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.clauses import follow_closely, missing_clauses, split_clauses, twins
from knowledge_base.statements import Statement, read_statements

_ORDER = {kind: place for place, kind in enumerate(FactKind)}
_WITH_NUMBER = frozenset(
    (FactKind.FEE, FactKind.DURATION, FactKind.RATE, FactKind.AGE, FactKind.UNIT, FactKind.PERCENT, FactKind.HOURS)
)
"""Kinds whose unit one language may leave out: "in 10 working days, or in 5"."""
_COUNTED = frozenset((FactKind.FEE, FactKind.DATE, FactKind.HOURS, FactKind.DURATION, FactKind.PHONE, FactKind.AGE))
"""Kinds of which each is told once, so that how often a value stands there tells something."""


_PER = re.compile(r"(?:an?|per|each|every)\b|/|每", re.IGNORECASE)
"""An adverb, as monthly, stands for too many things."""

_LETTER, _HAN = re.compile("[A-Za-z]"), re.compile("[\u4e00-\u9fff]")
_FEWEST_LETTERS = 1.7
"""Letters of English for a Chinese character; of the sample's articles none has fewer than 2.4, most have 2.9."""
_QUOTED = 60
_OF_AGE = re.compile(r"\b(?:aged?|under|over|below|above|younger|older)\b|岁", re.IGNORECASE)


@dataclass(frozen=True)
class Difference:
    """A fact that two languages of an article do not share; `fact` and `other_fact` are as written, "" for none."""

    kind: str
    language: str
    other: str
    fact: str
    other_fact: str


@dataclass(frozen=True)
class _Told:
    """What one language says."""

    language: str
    folded: str
    answer: str
    facts: tuple[Fact, ...]
    statements: tuple[Statement, ...]
    """Its sentences, where it names an age."""
    frequencies: tuple[tuple[int, int, str], ...]
    """Where it says how often, and the time between."""


def compare_languages(content: ArticleContent) -> tuple[Difference, ...]:
    """What the languages of `content` state differently, the most telling first; none for a text in one language."""
    told = [_read(language, content.text[language]) for language in LANGUAGES if language in content.text]
    return tuple(_merge([difference for pair in combinations(told, 2) for difference in _compare(*pair)]))


def _read(language: str, text: ArticleText) -> _Told:
    written = f"{text.question}\n{text.answer}"
    facts = extract_facts(written)
    # Sentences are costly to read; only ages are compared by them.
    folded, answer = fold_in_place(written), fold_in_place(text.answer)
    statements = read_statements(text) if _OF_AGE.search(answer) else []
    return _Told(language, folded, answer, facts, tuple(statements), tuple(intervals(folded)))


def _compare(one: _Told, two: _Told) -> Iterator[Difference]:
    stated = list(_compare_facts(one, two))
    yield from stated
    yield from _compare_exceptions(one, two)
    if FactKind.AGE not in {difference.kind for difference in stated}:
        for fact, twin in turned_bounds(one.statements, two.statements):
            yield Difference(FactKind.AGE, one.language, two.language, fact.text, twin.text)
    answers = read_answer(one.answer), read_answer(two.answer)
    if all(answers) and answers[0] != answers[1]:
        yield Difference(FactKind.ANSWER, one.language, two.language, *answers)


def _compare_facts(one: _Told, two: _Told) -> Iterator[Difference]:
    left = [fact for fact in one.facts if fact.kind is not FactKind.EXCEPTION]
    right = [fact for fact in two.facts if fact.kind is not FactKind.EXCEPTION]
    missing, extra = _unmatched(left, right), _unmatched(right, left)
    only_left, only_right = _unsaid(missing, left, _bare(two, right)), _unsaid(extra, right, _bare(one, left))
    only_left, only_right = _not_as_often(only_left, one, two), _not_as_often(only_right, two, one)
    if agree_on_open_days((one.folded, left), (two.folded, right)):
        only_left, only_right = ([f for f in facts if not _is_day(f)] for facts in (only_left, only_right))
    kinds = {fact.kind for fact in (*only_left, *only_right)}
    for kind in sorted(kinds, key=_ORDER.__getitem__):
        mine, theirs = ([f for f in facts if f.kind is kind] for facts in (only_left, only_right))
        if (mine and theirs) or any(not fact.is_weak for fact in (*mine, *theirs)):
            yield Difference(kind, one.language, two.language, _quote(mine), _quote(theirs))
    for kind in sorted(_COUNTED - kinds, key=_ORDER.__getitem__):
        yield from _compare_counts(kind, one, two)


def _bare(told: _Told, facts: Sequence[Fact]) -> list[Fact]:
    """Twice a year has no number whose unit the other language may have told."""
    return [
        fact
        for fact in facts
        if fact.kind is not FactKind.NUMBER
        or not any(s <= fact.start and fact.end <= e for s, e, _ in told.frequencies)
    ]


def _unmatched(facts: Sequence[Fact], others: Sequence[Fact]) -> list[Fact]:
    said = {value for fact in others for value in fact.values}
    return [fact for fact in facts if fact.values.isdisjoint(said)]


def _unsaid(missing: Sequence[Fact], facts: Sequence[Fact], others: Sequence[Fact]) -> list[Fact]:
    """Those of the `missing` among `facts` that the other language does not even say without their unit.

    A bare number may be that of any measure; a measure may stand as a number that is there oftener than here.
    """
    bare = set(_count_numbers(others) - _count_numbers(facts))
    measures = [fact for fact in others if fact.kind in _WITH_NUMBER or fact.kind is FactKind.DATE]
    measured = {name for fact in measures for name in _bare_names(fact)} if missing else set()
    return [fact for fact in missing if not _is_said_bare(fact, bare, measured)]


def _not_as_often(facts: Sequence[Fact], told: _Told, other: _Told) -> list[Fact]:
    """Those of the `facts` that are not half of a frequency that the other text puts otherwise.

    Twice a year is every six months; the words of neither are in the other.
    """
    if not facts:
        return []
    theirs = {value for _, _, value in other.frequencies}
    said = theirs.union(*(fact.values for fact in other.facts if fact.kind in (FactKind.DURATION, FactKind.RATE)))
    spans = [(start, end) for start, end, value in told.frequencies if value in said]
    return [
        fact
        for fact in facts
        if fact.values.isdisjoint(theirs) and not any(start <= fact.start and fact.end <= end for start, end in spans)
    ]


def _is_day(fact: Fact) -> bool:
    return fact.kind is FactKind.WEEKDAY and not fact.is_weak


def _is_said_bare(fact: Fact, bare: set[str], measured: set[str]) -> bool:
    if fact.kind is FactKind.RATE and not _PER.match(fact.text):
        return True
    if fact.kind is FactKind.NUMBER:
        return not fact.values.isdisjoint(measured)
    return fact.kind in _WITH_NUMBER and not bare.isdisjoint(_bare_names(fact))


def _count_numbers(facts: Sequence[Fact]) -> Counter[str]:
    return Counter(value for fact in facts if fact.kind is FactKind.NUMBER for value in fact.values)


def _bare_names(fact: Fact) -> set[str]:
    return {f"number:{number}" for number in numbers_in(fact.text)}


def _compare_counts(kind: FactKind, one: _Told, two: _Told) -> Iterator[Difference]:
    """The same values, but one of them more often and another less often: one was put where the other belongs."""
    mine = [fact for fact in one.facts if fact.kind is kind and not fact.is_weak]
    theirs = [fact for fact in two.facts if fact.kind is kind and not fact.is_weak]
    if len(mine) != len(theirs):
        return
    names = {value: min(fact.values) for fact in reversed(mine) for value in fact.values}
    first = Counter(min(fact.values) for fact in mine)
    second = Counter(next((names[v] for v in fact.values if v in names), "") for fact in theirs)
    if "" in second or first == second:
        return
    more = [fact for fact in mine if first[min(fact.values)] > second[min(fact.values)]]
    less = [fact for fact in mine if first[min(fact.values)] < second[min(fact.values)]]
    if more and less:
        yield Difference(kind, one.language, two.language, _quote(more[:1]), _quote(less[:1]))


def _compare_exceptions(one: _Told, two: _Told) -> Iterator[Difference]:
    if "en" in (one.language, two.language):
        yield from _compare_marks(one, two)  # English is the first of the languages.
        return
    mine, theirs = split_clauses(one.folded, one.facts), split_clauses(two.folded, two.facts)
    if not follow_closely(mine, theirs):
        return
    for clause in missing_clauses(mine, one.folded, theirs):
        yield Difference(
            FactKind.EXCEPTION, one.language, two.language, one.folded[clause.start : clause.end].strip(), ""
        )
    for clause in missing_clauses(theirs, two.folded, mine):
        yield Difference(
            FactKind.EXCEPTION, one.language, two.language, "", two.folded[clause.start : clause.end].strip()
        )
    for clause, twin in twins(mine, theirs):
        facts, others = _unmatched(clause.facts, twin.facts), _unmatched(twin.facts, clause.facts)
        if facts and others and facts[0].kind is others[0].kind:
            yield Difference(facts[0].kind, one.language, two.language, _quote(facts), _quote(others))


def _compare_marks(english: _Told, chinese: _Told) -> Iterator[Difference]:
    """An exception in one language, and in the other none, nor anything with which it may be put otherwise."""
    mine, theirs = _exceptions(english), _exceptions(chinese)
    if bool(mine) != bool(theirs):
        spoken, silent = (english, chinese) if mine else (chinese, english)
        marks = zip(_soft_marks(silent), _soft_marks(spoken), strict=True)
        if all(said <= heard for said, heard in marks) or lacks_contrast(english.folded, chinese.folded):
            yield Difference(FactKind.EXCEPTION, english.language, chinese.language, _quote(mine), _quote(theirs))
    elif not mine and (lacks_contrast(english.answer, chinese.answer) or _falls_short(english, chinese)):
        yield Difference(FactKind.EXCEPTION, english.language, chinese.language, "", chinese.answer[-_QUOTED:].strip())


def _falls_short(english: _Told, chinese: _Told) -> bool:
    """An English text much shorter than its Chinese one, which says no or but oftener, leaves out a condition."""
    letters, han = len(_LETTER.findall(english.answer)), len(_HAN.findall(chinese.answer))
    return letters < _FEWEST_LETTERS * han and _soft_marks(chinese)[0] > _soft_marks(english)[0]


def _exceptions(told: _Told) -> list[Fact]:
    return [fact for fact in told.facts if fact.kind is FactKind.EXCEPTION]


def _soft_marks(told: _Told) -> tuple[int, int]:
    text = told.folded
    for fact in _exceptions(told):
        text = text[: fact.start] + "\n" * (fact.end - fact.start) + text[fact.end :]
    return count_soft_marks(text)


def _quote(facts: Sequence[Fact]) -> str:
    return ", ".join(dict.fromkeys(fact.text for fact in facts))


def _merge(differences: Sequence[Difference]) -> Iterator[Difference]:
    """Two languages that both differ from a third are one difference: that of the third."""
    for kind in dict.fromkeys(difference.kind for difference in differences):
        same = [difference for difference in differences if difference.kind == kind]
        pairs = {(difference.language, difference.other) for difference in same}
        odd = [language for language in LANGUAGES if len(pairs) == 2 and all(language in pair for pair in pairs)]
        if not odd and len(pairs) == 1 and all(not d.fact for d in same):
            odd = [same[0].language]
        shown = [d for d in same if odd == [] or (d.language, d.other) == min(pairs, key=_place)]
        yield from (_turned(difference, odd[0] if odd else difference.other) for difference in shown)


def _place(pair: tuple[str, str]) -> tuple[int, int]:
    return LANGUAGES.index(pair[0]), LANGUAGES.index(pair[1])


def _turned(difference: Difference, language: str) -> Difference:
    if difference.language == language:
        return difference
    return Difference(difference.kind, language, difference.language, difference.other_fact, difference.fact)
