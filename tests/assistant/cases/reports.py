"""Cases in a test: what citizens report, and the staff who handle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import SERVICE, Actor, Role, operator
from assistant.accounts.staff_sessions import actor_of
from assistant.audit import AuditEvent
from assistant.cases import handling, referrals, register, splitting
from assistant.cases.catalogue import load_catalogue
from assistant.cases.models import Case
from assistant.cases.register import Opened
from assistant.cases.report import CitizenText, Report, ReportFile
from assistant.cases.targets import Targets
from assistant.cases.triage import Choice, Triage
from assistant.conversations.opening_hours import load_opening_hours
from assistant.database import Database
from assistant.outgoing.models import OutgoingMail
from tests.staff import add_staff

TARGETS = Targets(load_catalogue(), load_opening_hours())
LAMP = "The street lamp in front of 12 Garden Street has been dark since Monday. Please repair it."


def triage(
    category: str = "street_light",
    departments: tuple[str, ...] = ("HYD",),
    *,
    case_type: str = "service_request",
    priority: str = "normal",
    why: str = "",
) -> Triage:
    return Triage(
        case_type=Choice(case_type, 0.9),
        categories=(Choice(category, 0.9),),
        departments=tuple(Choice(code, 0.8) for code in departments),
        priority=Choice(priority, 0.9),
        needs_person=bool(why),
        why=why,
    )


def report(
    text: str = LAMP, *, language: str = "en", channel: str = "email", files: Sequence[ReportFile] = (), **changes: Any
) -> Report:
    words = CitizenText(text, subject="Dark lamp", channel=channel, language=language, files=files)
    values: dict[str, Any] = {
        "text": words,
        "triage": triage(),
        "fields": {},
        "summary": "A street lamp is dark.",
        "contact": {"name": "Chan Tai Man", "email": "tai.man@mail.example"},
    }
    return Report(**{**values, **changes})


def open_case(database: Database, *, department: str | None = None, **changes: Any) -> Opened:
    """A new case; `department` puts it there as if it had been referred and taken."""
    with database.write() as session:
        opened = register.open_case(session, report(**changes), targets=TARGETS, actor=SERVICE)
        if department:
            send(session, opened.case.id, department)
            referrals.acknowledge(session, opened.case.id, actor=operator())
    return opened


def send(session: Session, case_id: str, department: str) -> None:
    referrals.refer(
        session, case_id, actor=operator(), department=department, reason="It is theirs.", catalogue=TARGETS.catalogue
    )


def close(database: Database, case_id: str, *, actor: Actor | None = None) -> Case:
    with database.write() as session:
        return handling.close(
            session,
            case_id,
            actor=actor or operator(),
            done="The lamp was replaced.",
            why="It had burnt out.",
            next_step="We look at it again in a month.",
        )


def mails(database: Database) -> list[OutgoingMail]:
    with database.read() as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def audits(database: Database, case_id: str) -> list[str]:
    with database.read() as session:
        rows = select(AuditEvent.action).where(AuditEvent.subject == case_id).order_by(AuditEvent.id)
        return list(session.scalars(rows))


def officer(
    database: Database, username: str = "ada", *, departments: tuple[str, ...] = ("*",), **changes: Any
) -> Actor:
    return actor_of(add_staff(database, username, departments=departments, **changes))


def supervisor(database: Database, username: str = "sue", **changes: Any) -> Actor:
    return officer(database, username, roles=(Role.SUPERVISOR,), **changes)


def read(database: Database, case_id: str) -> Case:
    with database.read() as session:
        case = session.get(Case, case_id)
        assert case is not None
        return case


def log(database: Database, case_id: str) -> list[str]:
    """The kinds of the log's entries in their order; a text is `incoming` or `outgoing`."""
    with database.read() as session:
        return [getattr(entry, "kind", None) or entry.direction for entry in register.read_log(session, case_id)]  # type: ignore[union-attr]  # What has no kind has a direction.


def open_part(database: Database, lead: Case, *, department: str = "TREE", actor: Actor | None = None) -> Case:
    """Another department's part of a joint case."""
    with database.write() as session:
        return splitting.open_sub_case(
            session,
            lead.id,
            actor=actor or operator(),
            department=department,
            reason="A branch hangs over the lamp.",
            catalogue=TARGETS.catalogue,
            targets=TARGETS,
        )
