"""Which wording of each article counts: the one that somebody is writing, else the live one?"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from knowledge_base.models import ArticleVersion, VersionState

_COUNTED = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED, VersionState.PUBLISHED)


def current_ids(session: Session) -> dict[str, int]:
    """The id of the version of each article that is its newest draft, or live where nothing newer is written."""
    newest = (
        select(ArticleVersion.article_id, func.max(ArticleVersion.number).label("number"))
        .where(ArticleVersion.state.in_(_COUNTED))
        .group_by(ArticleVersion.article_id)
        .subquery()
    )
    rows = session.execute(
        select(ArticleVersion.article_id, ArticleVersion.id)
        .join(newest, (ArticleVersion.article_id == newest.c.article_id) & (ArticleVersion.number == newest.c.number))
        .order_by(ArticleVersion.article_id)
    )
    return {row.article_id: row.id for row in rows}


def read_versions(session: Session, ids: Collection[int]) -> list[ArticleVersion]:
    """The versions of those ids with their texts, in the order of their articles."""
    found: list[ArticleVersion] = []
    listed = sorted(ids)
    for start in range(0, len(listed), 500):
        query = select(ArticleVersion).where(ArticleVersion.id.in_(listed[start : start + 500]))
        found += session.scalars(
            query.options(selectinload(ArticleVersion.texts), selectinload(ArticleVersion.article))
        )
    return sorted(found, key=lambda version: version.article_id)
