"""What do searchers hold in memory?  The live passages' places and words; texts stay in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge_base.keyword_search import KeywordIndex, english_words, tokenise
from knowledge_base.layout import Layout, Place, lay_out
from knowledge_base.models import ArticleVersion, KnowledgeChange, PassageRow, VersionState, VersionText
from knowledge_base.passages import PassageKind


@dataclass(frozen=True)
class Snapshot:
    """The live knowledge up to one change.  Never modified: `advance` makes the next one."""

    change: int = 0
    places: dict[int, Place] = field(default_factory=dict)
    passages_of: dict[int, list[int]] = field(default_factory=dict)
    """Passage ids by version id."""
    words: dict[int, list[str]] = field(default_factory=dict)
    """Tokens of each answer passage, together with those of its article's question and variants."""
    spellings: frozenset[str] = frozenset()
    """Every English word that was ever live, as it is spelt."""
    keywords: KeywordIndex = field(default_factory=lambda: KeywordIndex({}))
    keyword_versions: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Version id of each keyword document."""
    layout: Layout = field(default_factory=Layout)

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True)
class Difference:
    """What `advance` added and removed, for the vector index to follow: passage ids."""

    added: list[int]
    removed: list[int]


@dataclass(frozen=True)
class Piece:
    """A passage that can be found from now on; `said` are the words that an answer's is found by."""

    passage: int
    place: Place
    said: str = ""


# Every question asks this; of the table rather than the class, which takes half the time.
_NEWEST_CHANGE = select(func.max(KnowledgeChange.__table__.c.number))


def newest_change(session: Session) -> int:
    return session.scalar(_NEWEST_CHANGE) or 0


def advance(session: Session, snapshot: Snapshot) -> tuple[Snapshot, Difference]:
    """The snapshot that follows `snapshot`, and what differs."""
    newest = newest_change(session)
    changed = session.execute(
        select(ArticleVersion.id, ArticleVersion.state).where(
            ArticleVersion.change > snapshot.change, ArticleVersion.change <= newest
        )
    ).all()
    gone = [version for version, _ in changed if version in snapshot.passages_of]
    come = [version for version, state in changed if state == VersionState.PUBLISHED]
    pieces = (piece for version_ids in _batches(come) for piece in _load(session, version_ids))
    return exchange(snapshot, newest, gone=gone, come=pieces)


def exchange(
    snapshot: Snapshot, change: int, *, gone: Iterable[int], come: Iterable[Piece]
) -> tuple[Snapshot, Difference]:
    """The snapshot of `change`: `snapshot` without the versions `gone`, and with the passages that `come`."""
    places, passages_of, words = dict(snapshot.places), dict(snapshot.passages_of), dict(snapshot.words)
    removed = [passage for version in gone for passage in passages_of.pop(version)]
    for passage in removed:
        del places[passage]
        words.pop(passage, None)
    added: list[int] = []
    spellings = set(snapshot.spellings)
    for piece in come:
        places[piece.passage] = piece.place
        passages_of.setdefault(piece.place.version_id, []).append(piece.passage)
        if piece.place.is_answer:
            words[piece.passage] = tokenise(piece.said)
            spellings |= english_words(piece.said)
        added.append(piece.passage)
    keywords = KeywordIndex(words, words=spellings)
    owners = np.fromiter((places[int(p)].version_id for p in keywords.ids), dtype=np.int64, count=len(keywords))
    layout = lay_out(places, keywords.rows)
    following = Snapshot(change, places, passages_of, words, frozenset(spellings), keywords, owners, layout)
    return following, Difference(added, removed)


def said_of(titles: Sequence[str], heading_path: Sequence[str], text: str) -> str:
    """What an answer passage is found by: its own words, its headings', and its article's question and variants."""
    return "\n".join([*titles, *heading_path, text])


def _load(session: Session, version_ids: Sequence[int]) -> Iterator[Piece]:
    titles = {
        (version, language): [question, *variants]
        for version, language, question, variants in session.execute(
            select(VersionText.version_id, VersionText.language, VersionText.question, VersionText.variants).where(
                VersionText.version_id.in_(version_ids)
            )
        )
    }
    rows = session.execute(
        select(
            PassageRow.id,
            PassageRow.version_id,
            PassageRow.language,
            PassageRow.kind,
            PassageRow.heading_path,
            PassageRow.text,
        ).where(PassageRow.version_id.in_(version_ids))
    )
    for passage, version, language, kind, heading_path, text in rows:
        is_answer = kind == PassageKind.ANSWER
        said = said_of(titles[version, language], heading_path, text) if is_answer else ""
        yield Piece(passage, Place(version, language, is_answer), said)


def _batches(items: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    ordered = list(items)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))
