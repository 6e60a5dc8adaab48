"""Which articles are live, and which departments does the knowledge name?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.catalogue import Catalogue
from assistant.errors import ArticleNotFound
from knowledge_base.article import ArticleContent
from knowledge_base.models import ArticleVersion, Department, VersionState, VersionText, content_of


def find_article(session: Session, article_id: str) -> ArticleVersion:
    """The live version of an article, of any audience.  Raises ArticleNotFound."""
    version: ArticleVersion | None = session.scalar(_live().where(ArticleVersion.article_id == article_id))
    if version is None:
        raise ArticleNotFound(article_id)
    return version


def list_articles(
    session: Session,
    *,
    department: str | None = None,
    audience: str | None = None,
    after: str = "",
    limit: int = 100,
) -> list[ArticleVersion]:
    """Live versions in the order of their article ids, starting behind `after`."""
    query = _live().where(ArticleVersion.article_id > after).order_by(ArticleVersion.article_id).limit(limit)
    if department is not None:
        query = query.where(ArticleVersion.department == department)
    if audience is not None:
        query = query.where(ArticleVersion.audience == audience)
    return list(session.scalars(query))


def live_contents(session: Session) -> Iterator[ArticleContent]:
    """Every live article's content, in the order of their ids."""
    after = ""
    while page := list_articles(session, after=after, limit=500):
        yield from map(content_of, page)
        after = page[-1].article_id


def list_titles(session: Session, article_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """By article and language, the questions of those articles that are live."""
    titles: dict[str, dict[str, str]] = {}
    rows = session.execute(
        select(ArticleVersion.article_id, VersionText.language, VersionText.question)
        .join(VersionText, VersionText.version_id == ArticleVersion.id)
        .where(ArticleVersion.state == VersionState.PUBLISHED, ArticleVersion.article_id.in_(article_ids))
        .order_by(VersionText.language)
    )
    for article_id, language, question in rows:
        titles.setdefault(article_id, {})[language] = question
    return titles


def count_live(session: Session) -> int:
    """How many articles are live."""
    return session.scalar(select(func.count()).where(ArticleVersion.state == VersionState.PUBLISHED)) or 0


def known_departments(session: Session, catalogue: Catalogue) -> set[str]:
    """Codes of the catalogue's departments and of those that came with an import."""
    return {*catalogue.departments, *session.scalars(select(Department.code))}


def register_departments(session: Session, codes: Iterable[str], *, actor: Actor) -> None:
    """Add departments that an import brought along."""
    actor.require(Permission.KNOWLEDGE_IMPORT)
    added = sorted(set(codes))
    session.add_all(Department(code=code) for code in added)
    record_event(session, actor, action="department.register", subject="departments", codes=added)


def _live() -> Select[ArticleVersion]:
    return (
        select(ArticleVersion)
        .where(ArticleVersion.state == VersionState.PUBLISHED)
        .options(selectinload(ArticleVersion.texts))
    )
