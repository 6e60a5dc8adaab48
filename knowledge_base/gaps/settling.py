"""Which groups are done, which have opened again, and which say what is no longer kept?"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge_base.gaps.models import GapGroup, GapItem, GapState
from knowledge_base.models import ArticleVersion, VersionState


def settle_groups(session: Session) -> None:
    """A group is done when what was drafted from it is live, until the same is asked in vain after that.

    One whose article is no longer live is open again.  A group goes with its last message.
    """
    drafted = select(GapGroup).where(GapGroup.article_id.is_not(None), GapGroup.state != GapState.DISMISSED.value)
    live = _live_versions(session)
    for group in session.scalars(drafted):
        _settle(session, group, live.get(group.article_id or ""))
    members = select(GapItem.group_id).where(GapItem.group_id == GapGroup.id)
    session.execute(delete(GapGroup).where(~members.exists()), execution_options={"synchronize_session": False})
    for group in session.scalars(select(GapGroup).where(~members.where(GapItem.text == GapGroup.title).exists())):
        newest = select(GapItem).where(GapItem.group_id == group.id).order_by(GapItem.at.desc()).limit(1)
        item = session.scalars(newest).one()
        group.title, group.language = item.text, item.language


def _settle(session: Session, group: GapGroup, live: ArticleVersion | None) -> None:
    if live is None or live.number < (group.article_version or 0):
        group.state = GapState.OPEN.value
        return
    if live.published_at and (group.live_at is None or live.published_at > group.live_at):
        group.live_at, group.state = live.published_at, GapState.DONE.value
    if group.live_at and group.state == GapState.DONE:
        failed = select(GapItem.message_id).where(GapItem.group_id == group.id, GapItem.at > group.live_at)
        if session.scalar(failed.limit(1)) is not None:
            group.state = GapState.OPEN.value


def _live_versions(session: Session) -> dict[str, ArticleVersion]:
    live = select(ArticleVersion).where(ArticleVersion.state == VersionState.PUBLISHED)
    drafted = select(GapGroup.article_id).where(GapGroup.article_id.is_not(None))
    return {v.article_id: v for v in session.scalars(live.where(ArticleVersion.article_id.in_(drafted)))}
