"""What waits for the people who own articles?  Dates that come or are past, drafts, comments and findings."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.database import today_here, utc_now
from assistant.errors import PublishBlocked
from knowledge_base.consistency.conflicts import list_open
from knowledge_base.desk.article_list import SOON
from knowledge_base.desk.heads import HEADS, UNFINISHED, Shown, list_titles, serves, serves_all, shown_articles
from knowledge_base.models import (
    ArticleComment,
    ArticleVersion,
    CheckKind,
    VersionCheck,
    VersionState,
    VersionText,
    last_day,
)
from knowledge_base.release import require_checks

EXPIRED_SHOWN = datetime.timedelta(days=90)
"""How long an article that has expired stays in the list; by then somebody has renewed it, or nobody will."""
_LONGEST_NOTE = 300


class Kind(StrEnum):
    """The most pressing first."""

    EXPIRED = "expired"
    REVIEW_DUE = "review_due"
    EXPIRING = "expiring"
    IN_REVIEW = "in_review"
    PARITY = "parity"
    SCHEDULED = "scheduled"
    CONTRADICTION = "contradiction"
    BROKEN_LINK = "broken_link"
    DUPLICATE = "duplicate"
    COMMENT = "comment"
    REVIEW_SOON = "review_soon"


@dataclass(frozen=True)
class AttentionItem:
    """`at` is the day or time that it is about."""

    kind: Kind
    article_id: str
    titles: dict[str, str]
    department: str
    at: datetime.datetime | datetime.date
    note: str = ""


Source = Callable[[Session, Actor], Iterable[AttentionItem]]
"""Finds items of the departments that the actor edits."""


def list_attention(session: Session, *, actor: Actor, sources: Iterable[Source]) -> list[AttentionItem]:
    """What the sources find, the most pressing kind first and the oldest first within it."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    order = {kind: place for place, kind in enumerate(Kind)}
    found = (item for source in sources for item in source(session, actor))
    return sorted(found, key=lambda item: (order[item.kind], item.at.isoformat(), item.article_id, item.note))


def find_dates(session: Session, actor: Actor) -> Iterator[AttentionItem]:
    """Live articles whose review is due or whose last day is near."""
    today = today_here()
    near = today + SOON
    dates = (ArticleVersion.review_by, ArticleVersion.effective_until, ArticleVersion.expires_on)
    query = select(ArticleVersion).where(
        ArticleVersion.state == VersionState.PUBLISHED,
        or_(*(column <= near for column in dates)),
        _edits(actor, ArticleVersion.department),
    )
    versions = list(session.scalars(query))
    titles = list_titles(session, [version.id for version in versions])
    for version in versions:
        end = last_day(version.effective_until, version.expires_on)
        if end and end <= near:
            # Past it, the answer is already withheld, whether or not the worker has been by.
            yield _item(Kind.EXPIRING if end >= today else Kind.EXPIRED, version, titles, end)
        if version.review_by and version.review_by <= near:
            is_due = version.review_by <= today
            yield _item(Kind.REVIEW_DUE if is_due else Kind.REVIEW_SOON, version, titles, version.review_by)


def find_unfinished(session: Session, actor: Actor) -> Iterator[AttentionItem]:
    """Drafts that wait for an approval, for their day or for somebody to explain; and what has lately expired."""
    since = utc_now() - EXPIRED_SHOWN
    wanted = or_(
        Shown.state == VersionState.IN_REVIEW,
        and_(Shown.state == VersionState.APPROVED, Shown.publish_on.is_not(None)),
        and_(Shown.state == VersionState.EXPIRED, Shown.ended_at > since),
    )
    versions = list(session.scalars(shown_articles(actor, Shown).where(wanted, _edits(actor, Shown.department))))
    titles = list_titles(session, [version.id for version in versions])
    for version in versions:
        if version.state == VersionState.IN_REVIEW:
            yield _item(Kind.IN_REVIEW, version, titles, version.submitted_at, version.note)
        elif version.state == VersionState.EXPIRED:
            yield _item(Kind.EXPIRED, version, titles, version.ended_at)
        else:
            yield _item(Kind.SCHEDULED, version, titles, version.publish_on, _what_blocks(session, version))


def find_comments(session: Session, actor: Actor) -> Iterator[AttentionItem]:
    """Comments that nobody has settled."""
    joined = shown_articles(actor, Shown, ArticleComment).join(
        ArticleComment, ArticleComment.article_id == HEADS.c.article_id
    )
    rows = session.execute(joined.where(ArticleComment.settled_at.is_(None), _edits(actor, Shown.department))).all()
    titles = list_titles(session, [version.id for version, _ in rows])
    for version, comment in rows:
        yield _item(Kind.COMMENT, version, titles, comment.at, f"{comment.author}: {comment.text}")


def find_parity(session: Session, actor: Actor) -> Iterator[AttentionItem]:
    """Drafts whose languages do not state the same facts, and nobody has said why."""
    joined = shown_articles(actor, Shown, VersionCheck).join(VersionCheck, VersionCheck.version_id == Shown.id)
    rows = session.execute(
        joined.where(
            Shown.state.in_(UNFINISHED),
            VersionCheck.kind == CheckKind.PARITY,
            VersionCheck.passed.is_(False),
            VersionCheck.reason.is_(None),
            _edits(actor, Shown.department),
        )
    ).all()
    titles = list_titles(session, [version.id for version, _ in rows])
    for version, check in rows:
        messages = (difference.get("message", "") for difference in check.result.get("differences", ()))
        yield _item(Kind.PARITY, version, titles, check.checked_at, "; ".join(messages))


def find_contradictions(session: Session, actor: Actor) -> Iterator[AttentionItem]:
    """Pairs of live articles that state different facts of one matter, at the side that the actor edits."""
    mine = None if serves_all(actor) else actor.departments
    conflicts = list_open(session, departments=mine)
    titles = live_titles(session, {c.article_a for c in conflicts} | {c.article_b for c in conflicts})
    for c in conflicts:
        sides = [(c.article_a, c.department_a, c.article_b), (c.article_b, c.department_b, c.article_a)]
        article, department, other = next(side for side in sides if actor.serves(side[1]))
        yield AttentionItem(Kind.CONTRADICTION, article, titles.get(article, {}), department, c.found_at, other)


def live_titles(session: Session, article_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """The titles of those articles that are live, by language."""
    rows = session.execute(
        select(ArticleVersion.article_id, VersionText.language, VersionText.question)
        .join(VersionText, VersionText.version_id == ArticleVersion.id)
        .where(ArticleVersion.state == VersionState.PUBLISHED, ArticleVersion.article_id.in_(article_ids))
    )
    titles: dict[str, dict[str, str]] = {}
    for article_id, language, question in rows:
        titles.setdefault(article_id, {})[language] = question
    return titles


SOURCES: tuple[Source, ...] = (find_dates, find_unfinished, find_comments, find_parity, find_contradictions)


def _edits(actor: Actor, department: Any) -> ColumnElement[bool]:
    return true() if serves_all(actor) else serves(actor, department)


def _what_blocks(session: Session, version: ArticleVersion) -> str:
    """Why a version whose time has come is not live; empty before its time."""
    if version.publish_on is None or version.publish_on > utc_now():
        return ""
    try:
        require_checks(session, version)
    except PublishBlocked as blocked:
        return str(blocked)
    return ""


def _item(
    kind: Kind,
    version: ArticleVersion,
    titles: dict[int, dict[str, str]],
    at: datetime.datetime | datetime.date | None,
    note: str = "",
) -> AttentionItem:
    when = at or version.created_at
    return AttentionItem(
        kind, version.article_id, titles.get(version.id, {}), version.department, when, note[:_LONGEST_NOTE]
    )
