"""When is an answer called back, and by whom?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.texts import written
from assistant.database import utc_now
from assistant.errors import TransitionNotAllowed
from assistant.signals import WORK, send_signal
from knowledge_base.models import VersionState
from knowledge_base.recalls.models import Recall
from knowledge_base.recalls.states import RecallKind, RecallState
from knowledge_base.versions import lock_versions, pick

_KINDS = {
    VersionState.WITHDRAWN: RecallKind.WITHDRAWN,
    VersionState.EXPIRED: RecallKind.WITHDRAWN,
    VersionState.SUPERSEDED: RecallKind.CORRECTED,
}


def recall(session: Session, article_id: str, number: int, *, actor: Actor, reason: str) -> Recall:
    """Call back the answers that were taken from a version which is no longer live; the worker lists who got them.

    A version is called back once; asked again, its recall is returned as it is.
    Raises ArticleNotFound; InvalidInput without a reason; TransitionNotAllowed for a version that is live or never was.
    """
    actor.require(Permission.KNOWLEDGE_RECALL)
    version = pick(lock_versions(session, article_id), number)
    actor.require(Permission.KNOWLEDGE_RECALL, version.department)
    reason = written(reason, "reason", at_most=1000)
    kind = _KINDS.get(VersionState(version.state))
    if kind is None or version.published_at is None:
        raise TransitionNotAllowed(f"{article_id} version {number} is {version.state}: there is nothing to call back")
    opened = session.scalar(select(Recall).where(Recall.version_id == version.id))
    if opened is not None:
        return opened
    opened = Recall(
        article_id=article_id,
        version_id=version.id,
        version=number,
        department=version.department,
        kind=kind.value,
        reason=reason,
        author=actor.name,
        at=utc_now(),
        state=RecallState.LISTING,
        listed_until="",
    )
    session.add(opened)
    session.flush()
    record_event(session, actor, action="article.recall", subject=article_id, version=number, reason=reason)
    send_signal(session, WORK)
    return opened
