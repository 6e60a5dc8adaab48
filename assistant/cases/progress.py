"""What is a citizen told who asks how their case stands?  Plain words in their language, and nothing that is not so."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.cases.citizens import find_own_case
from assistant.cases.models import Case
from assistant.cases.states import CaseState
from assistant.cases.targets import Targets
from assistant.cases.texts import told, who
from assistant.conversations.telling import tell_date
from assistant.database import utc_now


@dataclass(frozen=True)
class Progress:
    """`state` is the closed set's name; `state_text`, `next_step` and `deadline` are sentences in `language`."""

    number: str
    language: str
    state: str
    state_text: str
    category: str
    department: str
    owner_name: str | None
    next_step: str
    deadline: str
    """Empty once the case is closed."""
    respond_by: datetime.datetime
    resolve_by: datetime.datetime
    opened_at: datetime.datetime
    closing: Mapping[str, str] | None
    """done, why, next of a closed case."""
    lead_number: str | None
    """Under which a duplicate is followed."""


def progress(
    session: Session,
    number: str,
    contact: str,
    *,
    targets: Targets,
    language: str | None = None,
    now: datetime.datetime | None = None,
) -> Progress:
    """Raises CaseNotFound for an unknown number and for a wrong contact, and nobody can tell which."""
    case = find_own_case(session, number, contact)
    lead = session.get_one(Case, case.merged_into_id) if case.merged_into_id else None
    live, language = lead or case, language or case.language
    category = targets.catalogue.categories.get(live.category)
    values = {
        "department": who(live.department, targets.catalogue, language),
        "lead": live.number,
        "day": _day(live.resolve_by, targets, language),
        "next": (live.closing or {}).get("next", ""),
    }
    is_closed = live.state == CaseState.CLOSED
    is_late = (now or utc_now()) > live.resolve_by
    return Progress(
        number=case.number,
        language=language,
        state=case.state,
        state_text=told(f"state_{case.state}", language, **values),
        category=category.names.get(language, category.code) if category else live.category,
        department=values["department"],
        owner_name=_owner_name(session, live),
        next_step=told(f"next_{live.state}", language, **values),
        deadline="" if is_closed else told("deadline_late" if is_late else "deadline", language, **values),
        respond_by=live.respond_by,
        resolve_by=live.resolve_by,
        opened_at=case.opened_at,
        closing=live.closing if is_closed else None,
        lead_number=lead.number if lead else None,
    )


def _owner_name(session: Session, case: Case) -> str | None:
    if case.owner is None or case.state == CaseState.CLOSED:
        return None
    return session.scalar(select(User.public_name).where(User.username == case.owner))


def _day(at: datetime.datetime, targets: Targets, language: str) -> str:
    return tell_date(at.astimezone(targets.hours.time_zone).date(), language)
