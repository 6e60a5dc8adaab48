"""What happens to articles because its time has come?  Approved versions go live, live ones end with their last day.

Each is done in a transaction of its own that locks the article and looks again, so any number of workers may.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import SERVICE
from assistant.audit import record_event
from assistant.database import Database, today_here, utc_now
from assistant.errors import TransitionNotAllowed
from assistant.signals import WORK, send_signal
from knowledge_base.models import ArticleVersion, VersionState, last_day
from knowledge_base.release import go_live, require_checks
from knowledge_base.versions import end, live_version, lock_versions, pick


def publish_due(
    database: Database, check: Callable[[str, int], None], *, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Make approved versions live whose time has come; how many.  `check` makes the checks of one anew before.

    One that a check stops stays scheduled: it goes live once somebody has said why it may.
    """
    due = select(ArticleVersion.article_id, ArticleVersion.number).where(
        ArticleVersion.state == VersionState.APPROVED, ArticleVersion.publish_on <= utc_now()
    )
    with database.read() as session:
        found = session.execute(due.order_by(ArticleVersion.publish_on)).all()
    published = 0
    for article_id, number in found:
        if stopping():
            break
        check(article_id, number)
        try:
            with database.write() as session:
                published += _publish(session, article_id, number)
        except TransitionNotAllowed:  # The desk shows it as overdue, with the reason.
            continue
    return published


def expire_due(database: Database, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """End live versions whose last day is past; how many.  No answer has been taken from them since that day."""
    today = today_here()
    past = select(ArticleVersion.article_id).where(
        ArticleVersion.state == VersionState.PUBLISHED,
        or_(ArticleVersion.effective_until < today, ArticleVersion.expires_on < today),
    )
    with database.read() as session:
        found = list(session.scalars(past.order_by(ArticleVersion.article_id)))
    expired = 0
    for article_id in found:
        if stopping():
            break
        with database.write() as session:
            expired += _expire(session, article_id)
    return expired


def _publish(session: Session, article_id: str, number: int) -> bool:
    """False where another worker, or a person, has been there first."""
    versions = lock_versions(session, article_id)
    version = pick(versions, number)
    if version.state != VersionState.APPROVED or version.publish_on is None or version.publish_on > utc_now():
        return False
    require_checks(session, version)
    go_live(session, version, versions)
    record_event(session, SERVICE, action="article.publish", subject=article_id, version=number, scheduled=True)
    return True


def _expire(session: Session, article_id: str) -> bool:
    live = live_version(lock_versions(session, article_id))
    day = last_day(live.effective_until, live.expires_on) if live else None
    if live is None or day is None or day >= today_here():
        return False
    end(session, live, VersionState.EXPIRED)
    record_event(session, SERVICE, action="article.expire", subject=article_id, version=live.number, after=str(day))
    send_signal(session, WORK)
    return True
