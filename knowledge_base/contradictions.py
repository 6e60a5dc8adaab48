"""Which two articles say different things of the same matter?

Statements of both are compared that share words which few articles use; of those, facts of one kind that differ, or one
that allows what the other forbids.  No model decides, so that a pair is found or not for a reason that can be shown.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.facts.fact import Fact, FactKind
from knowledge_base.facts.statements import Statement, read_statements
from knowledge_base.keyword_search import is_han

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
_RULE_KINDS = frozenset(kind for _, _, kind in _RULES)
_ASPECTS = {FactKind.FEE: "sum", FactKind.DURATION: "span", FactKind.DATE: "day", FactKind.AGE: "age"}
"""The marks that tell apart what facts of a kind are of."""
_FREE, _COSTS = "sum:free", "pay:costs"
_FEWEST_SHARED = 2.0
"""Telling words that two statements must share."""
_DOUBT = 0.5
"""What a contradiction in Chinese needs more where English was compared and shows none."""
_NEIGHBOUR = 1.0
"""What two articles of one department need more: their matters lie near each other, and one person wrote both."""
_ABOUT = 0.4
"""The share of a title's telling words that the other statement must use."""
_ALIKE = 0.6
"""The share of the shorter sentence's words that both must use before a bare number is of the same thing."""
_PAIR = 0.7
"""What two Chinese characters count beside an English word; a name of four, 潮汐泳池, is three pairs."""
_COMMON, _RARE = 0.01, 6
"""A word that a larger share of the articles use, and more than so many, tells nothing of their matter."""


@dataclass(frozen=True)
class Side:
    article_id: str
    sentence: str
    fact: str


@dataclass(frozen=True)
class Contradiction:
    kind: str
    language: str
    a: Side
    b: Side
    score: float
    """How many telling words both use."""


@dataclass(frozen=True)
class _Told:
    """A statement with those of its words, and of its title's, that tell its matter."""

    statement: Statement
    words: frozenset[str]
    title: frozenset[str]


@dataclass(frozen=True)
class _Read:
    """An article with its statements, in English and in Chinese."""

    article_id: str
    department: str
    languages: Mapping[str, str]
    """By which of its languages each is told."""
    told: Mapping[str, tuple[_Told, ...]]

    def excepts(self, language: str) -> bool:
        """True for an article that makes exceptions, so that what it forbids may be allowed elsewhere."""
        return any(_excepts(told.statement) for told in self.told[language])


class Contradictions:
    """Compares articles with each other; what is common among `articles` is learnt when it is made."""

    def __init__(self, articles: Iterable[ArticleContent]) -> None:
        contents = list(articles)
        held = Counter(word for content in contents for word in _words_of(content))
        fewest = max(_RARE, _COMMON * len(contents))
        common = {word for word, count in held.items() if count > fewest} | _generic()
        self._common = common | {word for word in held if word.partition(" ")[0] in common}
        self._articles = {content.id: self._read(content) for content in contents}
        self._holders: dict[str, list[str]] = defaultdict(list)
        for read in self._articles.values():
            for word in _telling(read):
                self._holders[word].append(read.article_id)

    def find_all(self) -> list[Contradiction]:
        """Every pair once, the surest first."""
        found = (c for read in self._articles.values() for c in self._find(read, after=read.article_id))
        return sorted(found, key=lambda c: (-c.score, c.a.article_id, c.b.article_id))

    def find_for(self, content: ArticleContent) -> list[Contradiction]:
        """What `content` says against other articles; another wording of itself among them is left out."""
        return sorted(self._find(self._read(content)), key=lambda c: (-c.score, c.b.article_id))

    def _read(self, content: ArticleContent) -> _Read:
        told = {
            name: tuple(
                _Told(s, (s.words | s.title_words) - self._common, s.title_words - self._common)
                for s in _statements(content.text[language])
                if s.facts or s.marks
            )
            for name, language in _told_in(content).items()
        }
        return _Read(content.id, content.department, _told_in(content), told)

    def _find(self, article: _Read, *, after: str = "") -> Iterator[Contradiction]:
        sharing = Counter(other for word in _telling(article) for other in self._holders.get(word, ()))
        for other, count in sharing.items():
            is_other = other > after and other != article.article_id
            if is_other and count >= _FEWEST_SHARED and (found := _compare(article, self._articles[other])):
                yield found


def _compare(one: _Read, two: _Read) -> Contradiction | None:
    """The surest contradiction of two articles; in Chinese too where English has none."""
    both = [name for name in one.told if name in two.told]
    for place, language in enumerate(both):
        fewest = _FEWEST_SHARED + (_DOUBT if place else 0.0) + (_NEIGHBOUR if one.department == two.department else 0.0)
        excepts = one.excepts(language) or two.excepts(language)
        found = [
            Contradiction(
                kind,
                one.languages[language],
                Side(one.article_id, s.statement.sentence, x),
                Side(two.article_id, t.statement.sentence, y),
                score,
            )
            for s in one.told[language]
            for t in two.told[language]
            if (score := _shared(s, t)) >= fewest
            for kind, x, y in compare_statements(s.statement, t.statement)
            if not (excepts and kind in _RULE_KINDS)
        ]
        if found:
            return max(found, key=lambda c: c.score)
    return None


def _shared(one: _Told, two: _Told) -> float:
    """What the telling words of both count, or nothing where neither title is of what the other article says."""
    both = one.words & two.words
    both -= {word for word in both if _is_of_another(word, one, two)}
    if not both or max(_about(one, two), _about(two, one)) < _ABOUT:
        return 0.0
    return sum(_PAIR if is_han(word) else 1.0 for word in both)


def _is_of_another(word: str, one: _Told, two: _Told) -> bool:
    """Long Beach and Short Beach: the word is shared, and each side puts a name before it that the other lacks."""
    mine, theirs = ({before for before, named in told.statement.named if named == word} for told in (one, two))
    return (
        bool(mine and theirs)
        and mine.isdisjoint(theirs)
        and mine.isdisjoint(two.words)
        and theirs.isdisjoint(one.words)
    )


def _about(one: _Told, two: _Told) -> float:
    """The share of a title's telling words that the other statement uses."""
    return len(one.title & two.words) / len(one.title) if one.title else 0.0


def compare_statements(one: Statement, two: Statement) -> Iterator[tuple[str, str, str]]:
    """Kind and words of what two statements about one matter say differently."""
    if _speak_of_others("whom", one, two) or _excepts(one) or _excepts(two):
        return
    for kind in _COMPARED:
        mine, theirs = _facts(one, kind), _facts(two, kind)
        if _speak_of_others(_ASPECTS.get(kind, ""), one, two):
            continue
        if kind is FactKind.NUMBER and len(one.words & two.words) < _ALIKE * min(len(one.words), len(two.words)):
            continue
        if kind is FactKind.FEE and one.marks & _OWN_SUMS != two.marks & _OWN_SUMS:
            continue
        if mine and theirs and _differ(kind, mine, theirs):
            yield kind.value, mine[0].text, theirs[0].text
    for paid, free in ((one, two), (two, one)):
        fees = _facts(paid, FactKind.FEE)
        if (
            fees
            and _COSTS in paid.marks
            and _FREE in free.marks
            and not _facts(free, FactKind.FEE)
            and _FREE not in paid.marks
        ):
            yield "free_or_charged", *((fees[0].text, "") if paid is one else ("", fees[0].text))
    for yes, no, rule in _RULES:
        if (_says(one, yes, no) and no in two.marks) or (_says(two, yes, no) and no in one.marks):
            yield rule, "", ""


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
    families = [{value.partition(":")[0] for value in values} for values in (said, heard)]
    return kind in (FactKind.FORM_NUMBER, FactKind.PHONE, FactKind.EMAIL) or not families[0].isdisjoint(families[1])


def _facts(statement: Statement, kind: FactKind) -> list[Fact]:
    return [fact for fact in statement.facts if fact.kind is kind and not fact.is_weak]


def _excepts(statement: Statement) -> bool:
    return any(fact.kind is FactKind.EXCEPTION for fact in statement.facts)


def _speak_of_others(group: str, one: Statement, two: Statement) -> bool:
    """Adults and students, a deposit and a fine, how long it takes and how long it lasts."""
    mine, theirs = ({mark for mark in s.marks if group and mark.startswith(group)} for s in (one, two))
    return bool(mine and theirs and mine.isdisjoint(theirs))


def _words_of(content: ArticleContent) -> set[str]:
    texts = (content.text[language] for language in _told_in(content).values())
    return {w for text in texts for s in _statements(text) for w in s.words | s.title_words}


def _telling(read: _Read) -> set[str]:
    return {word for told in read.told.values() for t in told for word in t.words}


def _told_in(content: ArticleContent) -> dict[str, str]:
    """English and Chinese, the latter in the script that is there; both scripts are folded into one."""
    chinese = next((language for language in ("zh-Hant", "zh-Hans") if language in content.text), None)
    told = {"en": "en"} if "en" in content.text else {}
    return told | ({"zh": chinese} if chinese else {})


@lru_cache(maxsize=8192)
def _statements(text: ArticleText) -> tuple[Statement, ...]:
    return tuple(read_statements(text))


@cache
def _generic() -> frozenset[str]:
    table = tomllib.loads((files("knowledge_base") / "contradictions.toml").read_text("utf-8"))
    chinese = {word[i : i + 2] for word in table["chinese"].split() for i in range(len(word) - 1)}
    return frozenset(table["english"].split()) | chinese
