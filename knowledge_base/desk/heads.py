"""Which version of each article does the desk show to whom?

The one that is worked on, else the live one, else the newest; of other people's departments only the live one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor
from assistant.errors import ArticleNotFound
from knowledge_base.models import Article, ArticleVersion, VersionState, VersionText
from knowledge_base.versions import list_versions, live_version

UNFINISHED = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED)

_STATE_NUMBER = case((ArticleVersion.state == VersionState.PUBLISHED, ArticleVersion.number))
HEADS = (
    select(
        ArticleVersion.article_id,
        func.max(ArticleVersion.number).label("newest"),
        func.max(_STATE_NUMBER).label("live"),
    )
    .group_by(ArticleVersion.article_id)
    .subquery()
)
"""One row an article: the numbers of its newest and of its live version."""
Newest = aliased(ArticleVersion)
Shown = aliased(ArticleVersion)


def shown_articles(actor: Actor, *columns: Any) -> Select[Any]:
    """`columns` of every article that the actor may see at the desk: of HEADS, Article and the version Shown."""
    own = case(
        (Newest.state.in_(UNFINISHED), HEADS.c.newest),
        else_=func.coalesce(HEADS.c.live, HEADS.c.newest),
    )
    number = own if serves_all(actor) else case((serves(actor, Newest.department), own), else_=HEADS.c.live)
    # Joined by the one unique key, so that no database is tempted to walk the versions of a state instead.
    return (
        select(*columns)
        .select_from(HEADS)
        .join(Newest, and_(Newest.article_id == HEADS.c.article_id, Newest.number == HEADS.c.newest))
        .join(Shown, and_(Shown.article_id == HEADS.c.article_id, Shown.number == number))
        .join(Article, Article.id == HEADS.c.article_id)
    )


def serves_all(actor: Actor) -> bool:
    return EVERY_DEPARTMENT in actor.departments


def serves(actor: Actor, department: Any) -> ColumnElement[bool]:
    """As `actor.serves`, for a column."""
    known: ColumnElement[bool] = department.in_(sorted(actor.departments))
    return known


def readable_versions(session: Session, article_id: str, *, actor: Actor) -> list[ArticleVersion]:
    """The article's versions that the actor may read, the newest first: of another department the live one alone.

    Raises ArticleNotFound where there is none: what may not be seen does not exist.
    """
    versions = list_versions(session, article_id)
    if versions and not actor.serves(versions[0].department):
        live = live_version(versions)
        versions = [live] if live else []
    if not versions:
        raise ArticleNotFound("no such article")
    return versions


def shown_version(versions: list[ArticleVersion]) -> ArticleVersion:
    """The one of an article's versions, newest first, that the desk opens."""
    newest = versions[0]
    return newest if newest.state in UNFINISHED else live_version(versions) or newest


def list_titles(session: Session, version_ids: list[int]) -> dict[int, dict[str, str]]:
    """Each version's title by language."""
    titles: dict[int, dict[str, str]] = {}
    columns = (VersionText.version_id, VersionText.language, VersionText.question)
    for start in range(0, len(version_ids), 500):
        wanted = select(*columns).where(VersionText.version_id.in_(version_ids[start : start + 500]))
        for version, language, question in session.execute(wanted):
            titles.setdefault(version, {})[language] = question
    return titles
