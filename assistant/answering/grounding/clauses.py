"""Into which clauses does a sentence fall, and which clauses of the passages are most like one of them?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.grounding.facets import find_marks
from assistant.answering.grounding.reading import Passage, Told
from assistant.answering.grounding.things import find_things
from assistant.answering.grounding.words import content_words
from assistant.facts.fact import FactKind
from assistant.languages import has_han

_END = re.compile(
    r"[;；。!?！？\n|]|[,，](?!\d{3})|\.(?=\s|$)|(?<![a-z])(?:but|although|though|however|whereas|while"
    r"|and you|and it)(?![a-z])|但(?!是不)|惟|而且"
)
_CONDITION = re.compile(r"\W*(?:if|when|unless|once|where)(?![a-z])|\W*(?:如果?|若|倘|假如|一旦|除非)")
"""A condition and its rule are one clause: the rule alone may be that of any other case."""
_DENIALS = re.compile("切勿|请勿|[不未没无毋勿先请]")
"""Taken out, so that 不設補課 is like 設補課."""
_LITTLE = frozenset("的是在也就都而及和与或之其把被将可以须有")
"""A pair of characters with one of these is no word."""
LIKE = 0.5
"""A clause is like another that holds this share of its words; on the tuning set of the checks."""
_FULLER = 0.15
"""A sentence is heard whole where it holds so much more than each of its clauses."""
_INSIDE = 0.6
"""A short clause of which the asked one holds every word is like it, however much that says beside."""
_AS_LIKE = 0.8
"""Clauses nearly as like as the best are heard as well."""


_POLAR = frozenset(
    "allow permit forbid forbidden prohibit ban requir need accept refus reject possibl abl 可以 不可 "
    "不得 不准 禁止 必须 须要 需要 "
    "无须 毋须 不用 不需 接受 恕不 不接 不能 能够 会获 open clos shut 开放 照常 休馆 闭馆 休息 关闭 "
    "when:opening when:closing".split()
)
"""Words that say yes or no and not of what."""
_GENERIC = frozenset(
    "fee cost charg pay hour time day peopl person year month use make take 费用 收费 人士 时间 时段".split()
)
"""Words that alone tell no matter."""


@dataclass(frozen=True, eq=False)
class Clause:
    folded: str
    tokens: frozenset[str]


@dataclass(frozen=True)
class Likeness:
    clause: Clause
    whole: Clause
    """The sentence that it stands in."""
    translated: bool
    held: float
    """The share of the asked clause's words that this one holds."""
    both: float
    """The mean of that share and the other way round."""


@lru_cache(maxsize=8192)
def clauses_of(told: Told) -> tuple[Clause, ...]:
    """The clauses of a sentence that carry meaning; values count as words."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(told.folded):
        if match[0] in (",", "，") and _CONDITION.match(told.folded, start, match.start()):
            continue
        spans.append((start, match.start()))
        start = match.end() if len(match[0]) == 1 else match.start()
    spans.append((start, len(told.folded)))
    found = []
    for first, last in spans:
        if last > first and (tokens := _tokens(told, first, last)):
            found.append(Clause(told.folded[first:last], tokens))
    return tuple(found)


def _tokens(told: Told, start: int, end: int) -> frozenset[str]:
    bare = told.bare[start:end]
    values = {
        value
        for fact in told.facts
        if start <= fact.start < end and fact.kind not in (FactKind.EXCEPTION, FactKind.FREE)
        for value in fact.values
    }
    words = frozenset(w for w in content_words(_DENIALS.sub("", bare)) if _LITTLE.isdisjoint(w)) - _POLAR
    return words | (find_marks(bare) - _POLAR) | find_things(bare) | values


@lru_cache(maxsize=8192)
def whole(told: Told) -> Clause:
    """The sentence as one clause: its verb may stand before a list that holds what another clause says."""
    return Clause(told.folded, _tokens(told, 0, len(told.folded)))


def nearest_clauses(clause: Clause, passages: Sequence[Passage]) -> list[Likeness]:
    """The clauses and sentences most like `clause`, the best first; those of another language by marks and values."""
    found: list[Likeness] = []
    for passage in passages:
        translated = passage.is_chinese != has_han(clause.folded)
        mine = _marks(clause.tokens) if translated else clause.tokens
        if not mine - _GENERIC or (not translated and mine == _marks(mine)):
            continue
        for told in passage.sentences:
            if not told.asks:
                found += _likenesses(mine, told, translated=translated)
    found.sort(key=lambda like: (-like.held, -like.both))
    likest = max((like.held for like in found), default=0.0)
    least = _AS_LIKE * likest if likest >= LIKE else 1.1
    return [like for like in found if like.held >= least or (like.both >= _INSIDE and not like.translated)]


def _likenesses(mine: frozenset[str], told: Told, *, translated: bool) -> Iterator[Likeness]:
    entire = whole(told)
    parts = [like for part in clauses_of(told) if (like := _compare(mine, part, entire, translated=translated))]
    yield from parts
    like = _compare(mine, entire, entire, translated=translated)
    if like and like.held > _FULLER + max((part.held for part in parts), default=0.0):
        yield like


def _compare(mine: frozenset[str], other: Clause, entire: Clause, *, translated: bool) -> Likeness | None:
    theirs = _marks(other.tokens) if translated else other.tokens
    shared = mine & theirs
    if not shared - _GENERIC:
        return None
    held = len(shared) / len(mine)
    return Likeness(other, entire, translated, held, (held + len(shared) / len(theirs)) / 2)


@lru_cache(maxsize=8192)
def _marks(tokens: frozenset[str]) -> frozenset[str]:
    return frozenset(token for token in tokens if ":" in token)
