"""How does an agent open a case for somebody who calls, writes in a conversation or stands at the counter?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.catalogue import Catalogue
from assistant.cases.fields import FieldName, FieldValue
from assistant.cases.register import Opened, open_case
from assistant.cases.report import CitizenText, Report
from assistant.cases.targets import Targets
from assistant.cases.texts import written
from assistant.cases.triage import CaseType, Choice, Priority, Triage
from assistant.conversations.claims import add_note
from assistant.conversations.handoffs import find_newest
from assistant.errors import ConversationNotFound, InvalidInput

SUMMARY_LENGTH = 200


@dataclass(frozen=True)
class Told:
    """What somebody has told an agent; None is left to the machine."""

    text: str
    language: str
    subject: str = ""
    place: str = ""
    time: str = ""
    category: str | None = None
    case_type: CaseType | None = None
    priority: Priority | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    conversation_id: str | None = None


def open_for_caller(session: Session, told: Told, *, actor: Actor, targets: Targets, triage: Triage) -> Opened:
    """A case in triage, with the agent's own choices; where it came from a conversation, staff find its number there.

    Raises ConversationNotFound also for a conversation of a department that the actor does not serve.
    """
    actor.require(Permission.CASE_OPEN)
    text = written(told.text, "text")
    if told.category is not None and told.category not in targets.catalogue.categories:
        raise InvalidInput(f"no such category: {told.category}", field="category")
    handoff = find_newest(session, told.conversation_id) if told.conversation_id else None
    if told.conversation_id and (handoff is None or not actor.may(Permission.CONVERSATION_READ, handoff.department)):
        raise ConversationNotFound("no conversation of this id was handed to a department of yours")
    contact = {name: value.strip() for name, value in told.contact.items() if value.strip()}
    channel = "conversation" if told.conversation_id else "phone"
    report = Report(
        text=CitizenText(text, subject=told.subject.strip(), channel=channel, language=told.language),
        triage=_with_choices(triage, told, targets.catalogue, actor),
        fields=_fields(told, contact),
        summary=told.subject.strip() or shorten(text),
        contact=contact,
        conversation_id=told.conversation_id,
    )
    opened = open_case(session, report, targets=targets, actor=actor)
    if handoff is not None:
        add_note(session, handoff.id, actor=actor, text=opened.case.number)
    record_event(session, actor, action="case.open", subject=opened.case.id, conversation_id=told.conversation_id)
    return opened


def shorten(text: str) -> str:
    """The first line, cut where it is long."""
    line = text.strip().split("\n")[0]
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1] + "…"


def _with_choices(found: Triage, told: Told, catalogue: Catalogue, actor: Actor) -> Triage:
    """What the machine found, with what the agent has said in its place."""
    reason = f"said by {actor.name}"
    categories, departments = found.categories, found.departments
    if told.category:
        owner = catalogue.categories[told.category].department
        categories = _first(Choice(told.category, 1.0, reason), categories)
        departments = _first(Choice(owner, 1.0, reason), departments)
    return Triage(
        case_type=Choice(told.case_type.value, 1.0, reason) if told.case_type else found.case_type,
        categories=categories,
        departments=departments,
        priority=Choice(told.priority.value, 1.0, reason) if told.priority else found.priority,
        priority_evidence=None if told.priority else found.priority_evidence,
        needs_person=told.category is None,
        why="" if told.category else found.why,
    )


def _first(chosen: Choice, others: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return (chosen, *(other for other in others if other.code != chosen.code))[:3]


def _fields(told: Told, contact: Mapping[str, str]) -> dict[FieldName, FieldValue | None]:
    given = {
        FieldName.REPORTER_NAME: contact.get("name"),
        FieldName.REPORTER_EMAIL: contact.get("email"),
        FieldName.REPORTER_PHONE: contact.get("phone"),
        FieldName.SUBJECT_LOCATION: told.place.strip(),
        FieldName.INCIDENT_START: told.time.strip(),
    }
    return {name: FieldValue(value, 1.0, None) for name, value in given.items() if value}
