"""What do versions say, and which are live now?  Wording never changes and is kept; the state is always read."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from knowledge_base.article import ArticleContent
from knowledge_base.models import ArticleVersion, VersionState, content_of, last_day

KEPT = 2048
"""Versions whose wording is kept in memory, some 3 KB each; those of a busy day are far fewer."""


_COLUMNS = ArticleVersion.__table__.c
# Every question asks this; put together once, and of the table rather than the class, it takes half the time.
_STATES = select(
    _COLUMNS.id,
    _COLUMNS.content_hash,
    _COLUMNS.number,
    _COLUMNS.state,
    _COLUMNS.published_at,
    _COLUMNS.created_at,
    _COLUMNS.effective_until,
    _COLUMNS.expires_on,
).where(_COLUMNS.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class LiveVersion:
    """A version as it stands in SQL now."""

    content: ArticleContent
    number: int
    is_published: bool
    reviewed: datetime.date
    last_day: datetime.date | None
    """The last day on which it may be shown."""


class LiveContent:
    """Reads versions by id.  Any thread may: the worst of a race is that a wording is read twice."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], ArticleContent] = OrderedDict()

    def read(self, session: Session, version_ids: Sequence[int]) -> Mapping[int, LiveVersion]:
        """Those of `version_ids` that exist."""
        rows = session.execute(_STATES, {"ids": list(version_ids)}).all()
        contents = self._contents(session, [(row.id, row.content_hash) for row in rows])
        return {
            row.id: LiveVersion(
                contents[row.id],
                row.number,
                row.state == VersionState.PUBLISHED,
                (row.published_at or row.created_at).date(),
                last_day(row.effective_until, row.expires_on),
            )
            for row in rows
        }

    def _contents(self, session: Session, keys: Sequence[tuple[int, str]]) -> dict[int, ArticleContent]:
        contents: dict[int, ArticleContent] = {}
        missing = []
        for key in keys:
            kept = self._kept.pop(key, None)
            if kept is None:
                missing.append(key)
            else:
                self._kept[key] = contents[key[0]] = kept  # Put back as the one that was used last.
        if missing:
            versions = session.scalars(
                select(ArticleVersion)
                .where(ArticleVersion.id.in_([version for version, _ in missing]))
                .options(selectinload(ArticleVersion.texts))
            )
            for version in versions:
                self._kept[version.id, version.content_hash] = contents[version.id] = content_of(version)
            while len(self._kept) > KEPT:
                self._kept.pop(next(iter(self._kept)), None)
        return contents
