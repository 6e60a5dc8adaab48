"""Which two articles say different things of the same matter?

Statements of both are compared that share words which few articles use; of those, facts of one kind that differ, or one
that allows what the other forbids.  How likely both are of one matter is a weighted sum of signs that can be told.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.clashes import compare_statements, makes_exception, topics
from knowledge_base.same_matter import FEWEST_SHARED, Pairing, Told, log_odds, weigh_shared
from knowledge_base.statements import Statement, read_statements

_COMMON, _RARE = 0.01, 6
"""A word that a larger share of the articles use, and more than so many, tells nothing of their matter."""
_FEWEST_WORDS = 2
"""Words that two statements share at least; one Chinese pair or one English word tells no matter."""


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
    """How likely both are of the same matter, from 0.5 to 1."""


@dataclass(frozen=True)
class _Read:
    """An article with its statements, in English and in Chinese."""

    article_id: str
    department: str
    languages: Mapping[str, str]
    """By which of its languages each is told."""
    told: Mapping[str, tuple[Told, ...]]
    excepts: frozenset[str]
    """The languages in which it makes exceptions, so that what it forbids may be allowed elsewhere."""


class Contradictions:
    """Compares articles with each other; what is common among `articles` is learnt when it is made."""

    def __init__(self, articles: Iterable[ArticleContent]) -> None:
        contents = list(articles)
        held = Counter(word for content in contents for word in _words_of(content))
        fewest = max(_RARE, _COMMON * len(contents))
        common = {word for word, count in held.items() if count > fewest} | _generic()
        self._common = frozenset(common | {word for word in held if word.partition(" ")[0] in common})
        self._articles = {content.id: self._read(content) for content in contents}
        self._holders: dict[tuple[str, str], list[tuple[_Read, Told]]] = defaultdict(list)
        for read in self._articles.values():
            for language, statements in read.told.items():
                for told in statements:
                    for word in told.words:
                        self._holders[language, word].append((read, told))

    def find_all(self) -> list[Contradiction]:
        """Every pair once, the surest first."""
        return _surest(c for read in self._articles.values() for c in self._find(read, after=read.article_id))

    def find_for(self, content: ArticleContent) -> list[Contradiction]:
        """What `content` says against other articles; another wording of itself among them is left out."""
        return _surest(self._find(self._read(content)))

    def _read(self, content: ArticleContent) -> _Read:
        told = {
            name: tuple(
                Told(s, (s.words | s.title_words) - self._common, s.title_words - self._common, topics(s))
                for s in _statements(content.text[language])
                if s.facts or s.marks
            )
            for name, language in _told_in(content).items()
        }
        excepts = frozenset(
            name for name, all_told in told.items() if any(makes_exception(t.statement) for t in all_told)
        )
        return _Read(content.id, content.department, _told_in(content), told, excepts)

    def _find(self, article: _Read, *, after: str = "") -> Iterator[Contradiction]:
        for language, statements in article.told.items():
            for told in statements:
                for other, heard in self._sharing(language, told):
                    if other.article_id > after and other.article_id != article.article_id:
                        yield from self._compare(language, (article, told), (other, heard))

    def _sharing(self, language: str, told: Told) -> Iterator[tuple[_Read, Told]]:
        """The statements of other articles that share words with this one."""
        held: dict[int, tuple[_Read, Told]] = {}
        count: Counter[int] = Counter()
        for word in told.words:
            for holder in self._holders.get((language, word), ()):
                held[id(holder[1])] = holder
                count[id(holder[1])] += 1
        return (held[key] for key, shared in count.items() if shared >= _FEWEST_WORDS)

    def _compare(self, language: str, mine: tuple[_Read, Told], theirs: tuple[_Read, Told]) -> Iterator[Contradiction]:
        (one, told), (two, heard) = mine, theirs
        if told.topics.isdisjoint(heard.topics) or weigh_shared(told, heard) < FEWEST_SHARED:
            return
        for kind, said, other in compare_statements(told.statement, heard.statement):
            pairing = Pairing(
                told,
                heard,
                kind,
                language,
                is_same_department=one.department == two.department,
                has_exceptions=language in one.excepts or language in two.excepts,
            )
            if (odds := log_odds(pairing, self._common)) > 0:
                yield Contradiction(
                    kind,
                    one.languages[language],
                    Side(one.article_id, told.statement.sentence, said),
                    Side(two.article_id, heard.statement.sentence, other),
                    score=1 / (1 + math.exp(-odds)),
                )


def _surest(found: Iterable[Contradiction]) -> list[Contradiction]:
    """Of each pair of articles what is surest."""
    best: dict[tuple[str, str], Contradiction] = {}
    for one in found:
        pair = (one.a.article_id, one.b.article_id)
        if pair not in best or one.score > best[pair].score:
            best[pair] = one
    return sorted(best.values(), key=lambda c: (-c.score, c.a.article_id, c.b.article_id))


def _words_of(content: ArticleContent) -> set[str]:
    texts = (content.text[language] for language in _told_in(content).values())
    return {w for text in texts for s in _statements(text) for w in s.words | s.title_words}


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
