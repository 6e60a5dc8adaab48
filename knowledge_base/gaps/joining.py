"""Which stored group does a new message join, and which messages begin a new one?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from assistant.database import Database, utc_now
from knowledge_base.embeddings import Embedding
from knowledge_base.gaps.grouping import Group, group_alike
from knowledge_base.gaps.meaning import Meaning, central
from knowledge_base.gaps.models import GapGroup, GapItem, GapKind, GapState
from knowledge_base.vectors import ensure_vectors, stored_vectors

Item = Row[str, int | None, str, str, str | None]
"""message_id, group_id, text_hash, language, department: what a round reads of every item."""
_LISTED = 500


@dataclass(frozen=True)
class Joined:
    """What a round has found: groups of items, each with the place of its most central one."""

    kind: GapKind
    items: Sequence[Item]
    groups: Sequence[Group]
    centres: Sequence[int]

    def store(self, session: Session) -> None:
        """Write groups and memberships; a group that somebody has decided on meanwhile keeps its decision."""
        for group, centre in zip(self.groups, self.centres, strict=True):
            members = [self.items[place] for place in group.members]
            row = session.get(GapGroup, group.id) if group.id is not None else None
            if row is None:
                row = GapGroup(kind=self.kind.value, state=GapState.OPEN.value, created_at=utc_now(), title="")
                session.add(row)
            named = Counter(item.department for item in members if item.department)
            row.department = named.most_common(1)[0][0] if named else None
            row.language = self.items[centre].language
            row.title = session.scalars(
                select(GapItem.text).where(GapItem.message_id == self.items[centre].message_id)
            ).one()
            session.flush()
            _move(session, [item.message_id for item in members if item.group_id != row.id], row.id)
        gone = [absorbed for group in self.groups for absorbed in group.absorbed]
        session.execute(delete(GapGroup).where(GapGroup.id.in_(gone)))


def join_groups(
    database: Database, embedding: Embedding, meaning: Meaning, kind: GapKind, *, threshold: float
) -> Joined:
    """The groups that have changed or are new.  Vectors that are missing are made; raises EmbeddingUnavailable."""
    with database.read() as session:
        columns = (GapItem.message_id, GapItem.group_id, GapItem.text_hash, GapItem.language, GapItem.department)
        items = session.execute(select(*columns).where(GapItem.kind == kind.value).order_by(GapItem.at)).all()
        decided = _decided(session, kind)
    vectors = meaning.of(_vectors(database, embedding, items))
    before = _groups_before(items, decided)
    sizes: dict[int | None, int] = {group.id: len(group.members) for group in before if group.id is not None}
    joined = [
        group
        for group in group_alike(vectors, before, threshold=threshold)
        if sizes.get(group.id) != len(group.members)
    ]
    return Joined(kind, items, joined, [central(vectors, sorted(group.members)) for group in joined])


def _decided(session: Session, kind: GapKind) -> set[int]:
    """Groups of which somebody has made something: two of them stay two."""
    made = (GapGroup.state != GapState.OPEN.value) | GapGroup.article_id.is_not(None)
    return set(session.scalars(select(GapGroup.id).where(GapGroup.kind == kind.value, made)))


def _groups_before(items: Sequence[Item], decided: set[int]) -> list[Group]:
    """The stored groups, and one for each new text: the same words are the same matter."""
    stored: dict[int, Group] = {}
    new: dict[str, Group] = {}
    for place, item in enumerate(items):
        if item.group_id is None:
            new.setdefault(item.text_hash, Group([])).members.append(place)
        else:
            known = Group([], item.group_id, item.group_id in decided)
            stored.setdefault(item.group_id, known).members.append(place)
    return [*stored.values(), *new.values()]


def _vectors(database: Database, embedding: Embedding, items: Sequence[Item]) -> NDArray[np.float32]:
    """One row an item, in order."""
    hashes = list(dict.fromkeys(item.text_hash for item in items))
    with database.read() as session:
        known = stored_vectors(session, embedding.name, hashes)
        missing = [digest for digest in hashes if digest not in known]
        texts = _texts(session, missing)
    if missing:
        ensure_vectors(database, embedding, texts)
        with database.read() as session:
            known |= stored_vectors(session, embedding.name, missing)
    return np.stack([known[item.text_hash] for item in items])


def _texts(session: Session, hashes: list[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for start in range(0, len(hashes), _LISTED):
        some = hashes[start : start + _LISTED]
        rows = session.execute(select(GapItem.text_hash, GapItem.text).where(GapItem.text_hash.in_(some)))
        texts |= {row.text_hash: row.text for row in rows}
    return texts


def _move(session: Session, message_ids: list[str], group_id: int) -> None:
    for start in range(0, len(message_ids), _LISTED):
        some = message_ids[start : start + _LISTED]
        session.execute(update(GapItem).where(GapItem.message_id.in_(some)).values(group_id=group_id))
