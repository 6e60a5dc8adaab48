"""What stands beside a case for whoever looks at it: its relatives, who subscribes to it, who may be given it?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.accounts.permissions import Actor, Permission
from assistant.accounts.staff_sessions import actor_of
from assistant.cases.fields import FieldName
from assistant.cases.models import Case, CaseMessage, CaseSubscriber
from assistant.cases.register import lock_case, seen_by
from assistant.cases.similar import Similar, find_similar
from assistant.cases.states import OPEN
from assistant.errors import TransitionNotAllowed


def list_related(session: Session, case: Case, *, actor: Actor) -> Iterator[tuple[str, Case]]:
    """What each other one is to this case, the oldest first; only those that the actor may see."""
    ids = [id_ for id_ in (case.parent_id, case.merged_into_id, case.duplicate_of_id) if id_]
    named = or_(Case.id.in_(ids), Case.parent_id == case.id, Case.merged_into_id == case.id)
    others = session.scalars(select(Case).where(named, seen_by(actor)).order_by(Case.opened_at, Case.id))
    for other in others:
        if other.id == case.merged_into_id:
            yield "merged_into", other
        elif other.id == case.parent_id:
            yield "parent", other
        elif other.merged_into_id == case.id:
            yield "merged", other
        elif other.id == case.duplicate_of_id:
            yield "duplicate_of", other
        else:
            yield other.relation or "sub_case", other


def list_similar(session: Session, case: Case, *, actor: Actor) -> list[Similar]:
    """Cases that may be the same matter, of those that the actor may see; none for a case that has ended."""
    if case.state not in OPEN:
        return []
    place = case.fields.get(FieldName.SUBJECT_LOCATION.value)
    found = find_similar(
        session,
        category=case.category,
        location=place["value"] if place else None,
        latitude=case.latitude,
        longitude=case.longitude,
        exclude=case.id,
        near=[choice["code"] for choice in case.triage["categories"]],
        text=_first_text(session, case),
        contact=case.contact,
    )
    kin = {case.parent_id, case.merged_into_id}
    return [s for s in found if actor.serves(s.case.department) and s.case.id not in kin and not _is_kin(s.case, case)]


def _is_kin(other: Case, case: Case) -> bool:
    return case.id in (other.parent_id, other.merged_into_id)


def _first_text(session: Session, case: Case) -> str:
    first = select(CaseMessage.body).where(CaseMessage.case_id == case.id).order_by(CaseMessage.sequence).limit(1)
    return session.scalar(first) or ""


def list_subscribers(session: Session, case: Case) -> list[str]:
    """Their addresses, in the order in which they came."""
    mine = select(CaseSubscriber.email).where(CaseSubscriber.case_id == case.id)
    return list(session.scalars(mine.order_by(CaseSubscriber.created_at, CaseSubscriber.id)))


def list_officers(session: Session, case: Case) -> list[User]:
    """Whoever may handle the cases of its department, by name."""
    active = session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.name))
    return [user for user in active if actor_of(user).may(Permission.CASE_HANDLE, case.department)]


def lock_as_seen(session: Session, case_id: str, version: int, *, actor: Actor) -> Case:
    """The case, locked.  Raises TransitionNotAllowed where it has changed since `version` was looked at."""
    case = lock_case(session, case_id, actor=actor)
    if case.version != version:
        raise TransitionNotAllowed("the case has changed since you looked at it: read it again")
    return case
