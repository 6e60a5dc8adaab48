"""Which contradictions are known, and who has settled them?"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import ArticleNotFound, InvalidInput
from knowledge_base.consistency.models import Conflict

MAX_REASON_LENGTH = 1000


def list_open(
    session: Session, *, departments: Collection[str] | None = None, article_id: str | None = None
) -> list[Conflict]:
    """Contradictions that nobody has settled, the surest first; of `departments` when one side is theirs."""
    query = _listed(departments).where(Conflict.settled_at.is_(None))
    if article_id is not None:
        query = query.where(or_(Conflict.article_a == article_id, Conflict.article_b == article_id))
    return list(session.scalars(query.order_by(Conflict.score.desc(), Conflict.id)))


def list_conflicts(
    session: Session, *, departments: Collection[str] | None, settled: bool, after: int = 0, limit: int = 50
) -> list[Conflict]:
    """A page of the open or the settled ones in the order in which they were found."""
    state = Conflict.settled_at.is_not(None) if settled else Conflict.settled_at.is_(None)
    query = _listed(departments).where(state, Conflict.id > after)
    return list(session.scalars(query.order_by(Conflict.id).limit(limit)))


def settle(session: Session, conflict_id: int, *, reason: str, actor: Actor) -> Conflict:
    """Say why two articles may stay as they are; either owner's department may.

    Raises ArticleNotFound when there is no such pair, InvalidInput for an empty reason.
    """
    actor.require(Permission.KNOWLEDGE_EDIT)
    conflict = session.get(Conflict, conflict_id)
    if conflict is None:
        raise ArticleNotFound(f"contradiction {conflict_id}")
    theirs = next((d for d in (conflict.department_a, conflict.department_b) if actor.serves(d)), conflict.department_a)
    actor.require(Permission.KNOWLEDGE_EDIT, theirs)
    if not (said := reason.strip()) or len(said) > MAX_REASON_LENGTH:
        raise InvalidInput(f"a reason of 1 to {MAX_REASON_LENGTH} characters", field="reason")
    conflict.reason, conflict.settled_by, conflict.settled_at = said, actor.name, utc_now()
    record_event(
        session,
        actor,
        action="article.contradiction.settle",
        subject=conflict.article_a,
        other=conflict.article_b,
        kind=conflict.kind,
        reason=said,
    )
    return conflict


def _listed(departments: Collection[str] | None) -> Select[Conflict]:
    query = select(Conflict)
    if departments is None:
        return query
    return query.where(or_(Conflict.department_a.in_(departments), Conflict.department_b.in_(departments)))
