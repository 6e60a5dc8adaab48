"""Which owner is told by mail that a review is due or an article ends?  Once of each date, in one mail a round.

Only an owner whose account has an address is written to; the desk's list shows the same to everybody.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.answering.wording import Wording
from assistant.cases.contacts import is_email
from assistant.database import Database, today_here, utc_now
from assistant.outgoing.mails import Purpose, queue_mail
from knowledge_base.desk.article_list import SOON
from knowledge_base.desk.attention import EXPIRED_SHOWN, Kind
from knowledge_base.desk.heads import list_titles
from knowledge_base.desk.models import ArticleReminder
from knowledge_base.models import Article, ArticleVersion, VersionState, last_day

AGAIN = datetime.timedelta(days=30)
"""How often its owner is told of a review that stays due."""
MOST_LINES = 50
"""So many articles are named in one mail; of more than these it gives the number."""


@dataclass(frozen=True)
class Due:
    version: ArticleVersion
    kind: Kind
    day: datetime.date
    """When the review is due, or the last day."""
    about: datetime.date
    """The day that it is told of only once; a review that stays due has another one every month."""


def remind_owners(database: Database, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Queue a mail to each owner of whom something is due that they were not told yet; how many mails."""
    with database.read() as session:
        named = select(User.username).where(User.username.in_(select(Article.owner)), User.disabled_at.is_(None))
        owners = [name for name in session.scalars(named.order_by(User.username)) if is_email(name)]
    mails = 0
    for owner in owners:
        if stopping():
            break
        with database.write() as session:
            mails += _remind(session, owner)
    return mails


def _remind(session: Session, owner: str) -> bool:
    """Whether there was something to tell; another worker waits here until this one's rows are there."""
    user = session.scalars(select(User).where(User.username == owner).with_for_update()).one()
    rows = select(ArticleReminder).join(Article, Article.id == ArticleReminder.article_id)
    told = {(row.article_id, row.kind, row.about) for row in session.scalars(rows.where(Article.owner == owner))}
    due = [one for one in _list_due(session, owner) if (one.version.article_id, one.kind.value, one.about) not in told]
    if not due:
        return False
    session.add_all(
        ArticleReminder(
            article_id=one.version.article_id, kind=one.kind.value, about=one.about, recipient=owner, at=utc_now()
        )
        for one in due
    )
    language, wording = user.languages[0], load_wording()
    queue_mail(
        session,
        purpose=Purpose.ALERT,
        recipient=owner,
        subject=wording.text("subject", language, count=str(len(due))),
        body=_body(session, due, language),
    )
    return True


def _list_due(session: Session, owner: str) -> Iterator[Due]:
    today, near = today_here(), today_here() + SOON
    ended = and_(ArticleVersion.state == VersionState.EXPIRED, ArticleVersion.ended_at > utc_now() - EXPIRED_SHOWN)
    query = select(ArticleVersion).join(Article, Article.id == ArticleVersion.article_id)
    query = query.where(Article.owner == owner, or_(ArticleVersion.state == VersionState.PUBLISHED, ended))
    versions = list(session.scalars(query.order_by(ArticleVersion.article_id, ArticleVersion.number)))
    live = {version.article_id for version in versions if version.state == VersionState.PUBLISHED}
    for version in versions:
        if version.state == VersionState.EXPIRED and version.article_id in live:
            continue  # Somebody has renewed it.
        end = last_day(version.effective_until, version.expires_on)
        if version.state == VersionState.EXPIRED or (end and end < today):
            day = end or version.created_at.date()
            yield Due(version, Kind.EXPIRED, day, day)
            continue
        if end and end <= near:
            yield Due(version, Kind.EXPIRING, end, end)
        if version.review_by and version.review_by <= today:
            periods = (today - version.review_by) // AGAIN
            yield Due(version, Kind.REVIEW_DUE, version.review_by, version.review_by + periods * AGAIN)
        elif version.review_by and version.review_by <= near:
            yield Due(version, Kind.REVIEW_SOON, version.review_by, version.review_by)


def _body(session: Session, due: list[Due], language: str) -> str:
    wording, shown = load_wording(), due[:MOST_LINES]
    titles = list_titles(session, [one.version.id for one in shown])
    lines = []
    for one in shown:
        named = titles[one.version.id]
        title = named.get(language) or next(iter(named.values()))
        line = wording.text(one.kind.value, language, day=one.day.isoformat(), title=title)
        lines.append(f"- {line} [{one.version.article_id}]")
    if len(due) > len(shown):
        lines.append(wording.text("more", language, count=str(len(due) - len(shown))))
    return "\n".join([wording.text("opening", language), "", *lines, "", wording.text("closing", language)])


@lru_cache(maxsize=1)
def load_wording() -> Wording:
    return Wording(tomllib.loads(Path(__file__).with_name("reminders.toml").read_text("utf-8")))
