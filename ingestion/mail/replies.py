"""What does a citizen's reply by mail do to its case?"""

from __future__ import annotations

from sqlalchemy.orm import Session

from assistant.accounts.permissions import CITIZEN
from assistant.cases.citizens import add_citizen_text, record_chaser
from assistant.cases.models import Case
from assistant.cases.register import add_text, hold_cases
from assistant.cases.report import CitizenText
from assistant.cases.states import CaseState, CaseStepKind
from assistant.cases.steps import record_step
from assistant.cases.targets import Targets
from assistant.cases.triage import CaseType


def take_reply(session: Session, case: Case, text: CitizenText, *, case_type: str, targets: Targets) -> None:
    """An answer, news, or "not fixed"; one that asks where the reply is counts as a chaser as well."""
    hold_cases(session, case.id, case.merged_into_id or case.id)
    was_waiting = case.state not in (CaseState.CLOSED, CaseState.AWAITING_CITIZEN)
    add_citizen_text(session, case, text, targets=targets)
    if was_waiting and case_type == CaseType.CHASER:
        record_chaser(session, case)


def keep_for_a_look(session: Session, case: Case, text: CitizenText, *, reason: str) -> None:
    """The text is kept with the case and changes nothing: a person looks first who wrote it."""
    hold_cases(session, case.id)
    add_text(session, case, text)
    case.review_reason = reason
    record_step(session, case, CaseStepKind.ANSWERED, actor=CITIZEN, review=reason)
