"""What do searchers hold in memory?  The live passages' places and words; texts stay in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    removed = [passage for version in gone for passage in snapshot.passages_of[version]]
    places, passages_of, words = dict(snapshot.places), dict(snapshot.passages_of), dict(snapshot.words)
    for version in gone:
        del passages_of[version]
    for passage in removed:
        del places[passage]
        words.pop(passage, None)
    added: list[int] = []
    spellings = set(snapshot.spellings)
    for version_ids in _batches(come):
        added += _load(session, version_ids, places, passages_of, words, spellings)
    keywords = KeywordIndex(words, words=spellings)
    owners = np.fromiter((places[int(p)].version_id for p in keywords.ids), dtype=np.int64, count=len(keywords))
    layout = lay_out(places, keywords.rows)
    following = Snapshot(newest, places, passages_of, words, frozenset(spellings), keywords, owners, layout)
    return following, Difference(added, removed)


def _load(
    session: Session,
    version_ids: Sequence[int],
    places: dict[int, Place],
    passages_of: dict[int, list[int]],
    words: dict[int, list[str]],
    spellings: set[str],
) -> list[int]:
    titles = {
        (version, language): "\n".join([question, *variants])
        for version, language, question, variants in session.execute(
            select(VersionText.version_id, VersionText.language, VersionText.question, VersionText.variants).where(
                VersionText.version_id.in_(version_ids)
            )
        )
    }
    added = []
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
        places[passage] = Place(version, language, is_answer)
        passages_of.setdefault(version, []).append(passage)
        if is_answer:
            said = "\n".join([titles[version, language], *heading_path, text])
            words[passage] = tokenise(said)
            spellings |= english_words(said)
        added.append(passage)
    return added


def _batches(items: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    ordered = list(items)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))
