"""What does it mean that a matter is not settled after all?"""

from __future__ import annotations

from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases.clock import restart_clock
from assistant.cases.models import Case
from assistant.cases.sending_on import add_referral
from assistant.cases.states import OPEN, CaseState, CaseStepKind, Relation
from assistant.cases.steps import move
from assistant.cases.targets import Targets
from assistant.cases.texts import told, who
from assistant.cases.writing import write_to_citizen
from assistant.conversations.telling import tell_date
from assistant.database import utc_now
from assistant.errors import TransitionNotAllowed
from assistant.outgoing.mails import Purpose


def reopen_locked(session: Session, case: Case, *, actor: Actor, reason: str, targets: Targets) -> None:
    """The same number, with the department that had it, and a clock that starts anew.  The caller holds the lock.

    The citizen is told.  Raises TransitionNotAllowed for a part of a joint case whose lead is closed.
    """
    is_part = case.relation == Relation.SUB_CASE
    if is_part and session.get_one(Case, case.parent_id).state not in OPEN:
        raise TransitionNotAllowed("the joint case is closed: reopen that")
    case.reopenings += 1
    case.closed_at = case.responded_at = None
    restart_clock(session, case, at=utc_now(), targets=targets)
    if case.department is None:
        move(session, case, CaseStepKind.REOPENED, CaseState.TRIAGE, actor=actor, reason=reason)
    else:
        move(session, case, CaseStepKind.REOPENED, CaseState.REFERRED, actor=actor, reason=reason)
        add_referral(session, case, actor=actor, department=case.department, reason=reason)
    if not is_part:
        _tell(session, case, actor, targets)


def _tell(session: Session, case: Case, actor: Actor, targets: Targets) -> None:
    language = case.language
    text = told(
        "reopened",
        language,
        number=case.number,
        department=who(case.department, targets.catalogue, language),
        day=tell_date(case.resolve_by.astimezone(targets.hours.time_zone).date(), language),
    )
    write_to_citizen(session, case, actor, text, purpose=Purpose.UPDATE, subject="subject_reopened")
