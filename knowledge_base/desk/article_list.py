"""Which articles does somebody at the desk look for?  A few statements, however many articles there are."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.database import today_here
from assistant.languages import clean, has_han, to_script
from knowledge_base.desk.heads import HEADS, Shown, list_titles, shown_articles
from knowledge_base.models import (
    Article,
    ArticleComment,
    ArticleVersion,
    CheckKind,
    VersionCheck,
    VersionState,
    VersionText,
)

SOON = datetime.timedelta(days=14)
"""How long before a review or a last day its owner is told."""


class Review(StrEnum):
    DUE = "due"
    SOON = "soon"


class CheckResult(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    EXPLAINED = "explained"
    MISSING = "missing"


@dataclass(frozen=True)
class Filters:
    """What narrows the list; None and empty mean all.

    `words` must all stand in one language's question or answer, in either Chinese script, or be part of the id.
    """

    words: str = ""
    department: str | None = None
    category: str | None = None
    language: str | None = None
    """It is written in this one."""
    missing: str | None = None
    """It is not yet written in this one."""
    state: VersionState | None = None
    """`published` finds whatever is live, also below a newer draft."""
    owner: str | None = None
    review: Review | None = None
    origin: str | None = None
    audience: str | None = None


@dataclass(frozen=True)
class ListedArticle:
    """One row of the list; `version` is the one that the desk opens."""

    version: ArticleVersion
    newest_number: int
    live_number: int | None
    owner: str | None
    titles: dict[str, str]
    open_comments: int
    checks: dict[str, CheckResult]
    review_due: bool


@dataclass(frozen=True)
class ArticlePage:
    """`next` asks for the rows behind these; None at the end.  `counts` are of all that the actor sees."""

    articles: list[ListedArticle]
    next: str | None
    counts: dict[str, int]


def find_articles(session: Session, filters: Filters, *, actor: Actor, after: str = "", limit: int = 50) -> ArticlePage:
    """In the order of their ids, behind the id `after`: drafts of the actor's departments, live articles of all."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    columns = (Shown, HEADS.c.newest, HEADS.c.live, Article.owner)
    wanted = shown_articles(actor, *columns).where(*_tests(filters), HEADS.c.article_id > after)
    rows = session.execute(wanted.order_by(HEADS.c.article_id).limit(limit + 1)).all()
    page = rows[:limit]
    ids = [version.id for version, *_ in page]
    titles, checks = list_titles(session, ids), list_checks(session, ids)
    comments = _open_comments(session, [version.article_id for version, *_ in page])
    today = today_here()
    articles = [
        ListedArticle(
            version=version,
            newest_number=newest,
            live_number=live,
            owner=owner,
            titles=titles.get(version.id, {}),
            # What is said about a draft stays with those who may see it.
            open_comments=comments.get(version.article_id, 0) if actor.serves(version.department) else 0,
            checks=checks[version.id],
            review_due=live is not None and version.review_by is not None and version.review_by <= today,
        )
        for version, newest, live, owner in page
    ]
    return ArticlePage(
        articles, page[-1][0].article_id if len(rows) > limit else None, count_articles(session, actor=actor)
    )


def count_articles(session: Session, *, actor: Actor) -> dict[str, int]:
    """How many of the articles that the actor sees are in each state, due for review, and the actor's own."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    kinds: dict[str, ColumnElement[bool]] = {
        state.value: _in_state(state) for state in VersionState if state is not VersionState.SUPERSEDED
    }
    kinds |= {"review_due": _to_review(Review.DUE), "mine": Article.owner == actor.name}
    sums = [func.coalesce(func.sum(case((test, 1), else_=0)), 0) for test in kinds.values()]
    return dict(zip(kinds, map(int, session.execute(shown_articles(actor, *sums)).one()), strict=True))


def list_checks(session: Session, version_ids: Sequence[int]) -> dict[int, dict[str, CheckResult]]:
    """What each kind of check says of each version."""
    results = {version: dict.fromkeys(map(str, CheckKind), CheckResult.MISSING) for version in version_ids}
    for check in session.scalars(select(VersionCheck).where(VersionCheck.version_id.in_(version_ids))):
        unpassed = CheckResult.EXPLAINED if check.reason else CheckResult.FAILED
        results[check.version_id][check.kind] = CheckResult.PASSED if check.passed else unpassed
    return results


def _tests(filters: Filters) -> list[ColumnElement[bool]]:
    columns: dict[Any, Any] = {
        Shown.department: filters.department,
        Shown.category: filters.category,
        Shown.origin: filters.origin,
        Shown.audience: filters.audience,
        Article.owner: filters.owner,
    }
    tests: list[ColumnElement[bool]] = [column == value for column, value in columns.items() if value is not None]
    if filters.state is not None:
        tests.append(_in_state(filters.state))
    if filters.review is not None:
        tests.append(_to_review(filters.review))
    if filters.language is not None:
        tests.append(_written_in(filters.language))
    if filters.missing is not None:
        tests.append(~_written_in(filters.missing))
    if words := clean(filters.words).split():
        tests.append(or_(_says(words), and_(*(HEADS.c.article_id.icontains(word, autoescape=True) for word in words))))
    return tests


def _in_state(state: VersionState) -> ColumnElement[bool]:
    if state is VersionState.PUBLISHED:
        return HEADS.c.live.is_not(None)
    is_so: ColumnElement[bool] = Shown.state == state
    return is_so


def _to_review(review: Review) -> ColumnElement[bool]:
    """Only what is live can be out of date."""
    today = today_here()
    due = Shown.review_by <= today
    soon = and_(Shown.review_by > today, Shown.review_by <= today + SOON)
    return and_(HEADS.c.live.is_not(None), due if review is Review.DUE else soon)


def _written_in(language: str) -> ColumnElement[bool]:
    return exists().where(VersionText.version_id == Shown.id, VersionText.language == language)


def _says(words: Sequence[str]) -> ColumnElement[bool]:
    return exists().where(VersionText.version_id == Shown.id, *map(_holds, words))


def _holds(word: str) -> ColumnElement[bool]:
    """The question or the answer holds the word, in either Chinese script."""
    forms = {word, *(to_script(word, script) for script in ("zh-Hant", "zh-Hans"))} if has_han(word) else {word}
    # Chinese knows no capitals, and asking for them would take as long again.
    finds = "contains" if word.lower() == word.upper() else "icontains"
    places = (VersionText.question, VersionText.answer)
    return or_(*(getattr(place, finds)(form, autoescape=True) for place in places for form in sorted(forms)))


def _open_comments(session: Session, article_ids: Sequence[str]) -> dict[str, int]:
    counted = select(ArticleComment.article_id, func.count()).where(
        ArticleComment.article_id.in_(article_ids), ArticleComment.settled_at.is_(None)
    )
    rows = session.execute(counted.group_by(ArticleComment.article_id))
    return {article: count for article, count in rows}  # noqa: C416  # Rows are no pairs to a type checker.
