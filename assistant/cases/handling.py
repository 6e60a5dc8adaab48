"""What may staff do with a case they have?  Confirm or correct it, ask, reply, close and reopen it, note something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.accounts.permissions import Actor, Permission
from assistant.accounts.staff_sessions import actor_of
from assistant.audit import record_event
from assistant.cases.clock import restart_clock
from assistant.cases.closing import end, what_is_open
from assistant.cases.corrections import record_correction
from assistant.cases.fields import FieldName, FieldValue, fields_as_json, fields_from_json
from assistant.cases.listeners import close_reports, hold_with_reports
from assistant.cases.models import Case
from assistant.cases.register import lock_case
from assistant.cases.reopening import reopen_locked
from assistant.cases.states import CaseState, CaseStepKind, Relation
from assistant.cases.steps import move, record_step
from assistant.cases.targets import Targets
from assistant.cases.texts import told, written
from assistant.cases.triage import CaseType, Priority
from assistant.cases.writing import write_to_citizen
from assistant.errors import InvalidInput, TransitionNotAllowed
from assistant.outgoing.mails import Purpose


@dataclass(frozen=True)
class Corrections:
    """What a person has changed; None, or a field that is not named, is right as it is."""

    category: str | None = None
    case_type: CaseType | None = None
    priority: Priority | None = None
    summary: str | None = None
    fields: Mapping[FieldName, str | None] = field(default_factory=dict)
    """None blanks the field."""
    department: str | None = None
    """Whose it is; kept for learning.  `refer` sends it there."""


def confirm(session: Session, case_id: str, *, actor: Actor, corrections: Corrections, targets: Targets) -> Case:
    """One action: what is right stays, what is wrong is replaced, and nobody needs to look again.

    Another category or priority has other targets, counted from the same beginning.
    """
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    if case.state in (CaseState.CLOSED, CaseState.MERGED):
        raise TransitionNotAllowed(f"a case that is {case.state} cannot be corrected")
    _check(corrections, targets)
    before = _values(case)
    case.category = corrections.category or case.category
    case.case_type = corrections.case_type or case.case_type
    case.priority = corrections.priority or case.priority
    case.summary = written(corrections.summary, "summary") if corrections.summary else case.summary
    case.fields = _corrected(case, corrections.fields)
    case.review_reason = None
    after = _values(case)
    if (before["category"], before["priority"]) != (after["category"], after["priority"]):
        restart_clock(session, case, at=case.clock_from, targets=targets)
    changed = {name: after[name] for name in after if after[name] != before[name]}
    if corrections.department:
        changed["department"] = corrections.department
    kind = CaseStepKind.CORRECTED if changed else CaseStepKind.CONFIRMED
    record_step(session, case, kind, actor=actor, changed=sorted(changed))
    record_correction(session, case, actor=actor, before=before, after={**after, **changed})
    record_event(session, actor, action=f"case.{kind.value}", subject=case.id, changed=sorted(changed))
    return case


def assign(session: Session, case_id: str, *, actor: Actor, username: str | None) -> Case:
    """Name the person who has it, of those who may see it; None puts it back for everybody of the department."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    if username is not None:
        user = session.scalar(select(User).where(User.username == username, User.disabled_at.is_(None)))
        if user is None or not actor_of(user).may(Permission.CASE_HANDLE, case.department):
            raise InvalidInput(f"{username} does not handle this department's cases", field="username")
    case.owner = username
    record_step(session, case, CaseStepKind.ASSIGNED, actor=actor, owner=username)
    record_event(session, actor, action="case.assign", subject=case.id, owner=username)
    return case


def add_note(session: Session, case_id: str, *, actor: Actor, text: str) -> Case:
    """For staff only."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    record_step(session, case, CaseStepKind.NOTE, actor=actor, text=written(text, "text"))
    record_event(session, actor, action="case.note", subject=case.id)
    return case


def ask(session: Session, case_id: str, *, actor: Actor, text: str, key: str | None = None) -> Case:
    """Ask the citizen for what is missing.  The clock runs on: a question is no way to stop it."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    write_to_citizen(session, case, actor, written(text, "text"), purpose=Purpose.QUESTION, subject="subject_question")
    move(session, case, CaseStepKind.ASKED, CaseState.AWAITING_CITIZEN, actor=actor, **_named(key))
    record_event(session, actor, action="case.ask", subject=case.id)
    return case


def reply(session: Session, case_id: str, *, actor: Actor, text: str, key: str | None = None) -> Case:
    """Write to the citizen while the matter goes on; the first such reply meets the response target."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    if case.state in (CaseState.CLOSED, CaseState.MERGED):
        raise TransitionNotAllowed(f"a case that is {case.state} takes no reply: reopen it")
    write_to_citizen(session, case, actor, written(text, "text"), purpose=Purpose.REPLY, subject="subject_reply")
    record_step(session, case, CaseStepKind.REPLIED, actor=actor, **_named(key))
    record_event(session, actor, action="case.reply", subject=case.id)
    return case


def close(
    session: Session,
    case_id: str,
    *,
    actor: Actor,
    done: str,
    why: str,
    next_step: str,
    text: str = "",
    key: str | None = None,
) -> Case:
    """End the case with a reply that says what was done, why, and what happens next; without any of them it is refused.

    Raises TransitionNotAllowed while a sub-case, or a matter of the mail that nobody has taken up, is open.
    """
    hold_with_reports(session, case_id)
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    closing = {"done": written(done, "done"), "why": written(why, "why"), "next": written(next_step, "next")}
    if reason := what_is_open(session, case):
        raise TransitionNotAllowed(reason)
    if case.relation != Relation.SUB_CASE:
        opening = f"{written(text, 'text')}\n\n" if text.strip() else ""
        body = told("closing", case.language, text=opening, number=case.number, **closing)
        write_to_citizen(session, case, actor, body, purpose=Purpose.REPLY, subject="subject_closing")
    end(session, case, closing, actor=actor, **_named(key))
    close_reports(session, case, closing, actor=actor)
    record_event(session, actor, action="case.close", subject=case.id)
    return case


def reopen(session: Session, case_id: str, *, actor: Actor, reason: str, targets: Targets) -> Case:
    """The matter is not settled: the same number, with its department, and a clock of its own."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    reopen_locked(session, case, actor=actor, reason=written(reason, "reason"), targets=targets)
    record_event(session, actor, action="case.reopen", subject=case.id)
    return case


def _named(key: str | None) -> dict[str, str]:
    """The client's own name for what it sends, by which it is known when it is sent again."""
    return {"key": key} if key else {}


def _check(corrections: Corrections, targets: Targets) -> None:
    if corrections.category is not None and corrections.category not in targets.catalogue.categories:
        raise InvalidInput(f"no such category: {corrections.category}", field="category")
    if corrections.department is not None and corrections.department not in targets.catalogue.departments:
        raise InvalidInput(f"no such department: {corrections.department}", field="department")


def _corrected(case: Case, changes: Mapping[FieldName, str | None]) -> dict[str, object]:
    fields = fields_from_json(case.fields)
    for name, value in changes.items():
        known = fields[name]
        if value is None or not value.strip():
            fields[name] = None
        elif known is None or known.value != value.strip():
            fields[name] = FieldValue(written(value, name.value, at_most=1000), 1.0, None)
        else:
            fields[name] = FieldValue(known.value, 1.0, known.evidence)
    return dict(fields_as_json(fields))


def _values(case: Case) -> dict[str, object]:
    fields = {name: value and value["value"] for name, value in case.fields.items()}
    return {"category": case.category, "case_type": case.case_type, "priority": case.priority, "fields": fields}
