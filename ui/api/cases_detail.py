"""How is one whole case told: its mail, its form with the evidence, its log, and what may be done with it?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases import looking
from assistant.cases.allowed import Action, list_allowed
from assistant.cases.catalogue import Catalogue
from assistant.cases.fields import FieldName, MailPart
from assistant.cases.models import Case, CaseAttachment, CaseMessage, CaseStep, Referral
from assistant.cases.referrals import list_referrals
from assistant.cases.register import CLEAN, read_log
from assistant.cases.states import CaseState, CaseStepKind, ReferralState
from ui.api.cases_wire import CaseOut, case_out, category_name, place_of
from ui.api.wire import LanguageCode


class EvidenceOut(BaseModel):
    """`text` is exactly the characters from `start` to `end` (not in it) of that part of the first message."""

    text: str
    part: MailPart
    start: int
    end: int


class FieldOut(BaseModel):
    value: str
    confidence: float = Field(description="1 is what a person has confirmed.")
    evidence: EvidenceOut | None


class ChoiceOut(BaseModel):
    code: str
    name: str
    confidence: float
    reason: str


class TriageOut(BaseModel):
    """What the machine found, whatever people have corrected since."""

    case_type: ChoiceOut
    categories: list[ChoiceOut]
    departments: list[ChoiceOut]
    priority: ChoiceOut
    priority_evidence: str | None
    needs_person: bool
    why: str


class IssueOut(BaseModel):
    ordinal: int
    text: str
    start: int
    end: int
    summary: str
    category: str
    category_name: str
    departments: list[str]
    case_number: str | None = Field(description="Of the case that it was split into.")
    is_settled: bool


class AttachmentOut(BaseModel):
    id: str
    filename: str = Field(description="As the sender named it, for showing only.")
    media_type: str
    size: int
    scan: str = Field(examples=["clean"])
    problem: str | None
    is_ready: bool = Field(description="Whether its bytes may be fetched.")


class CaseMessageOut(BaseModel):
    id: str
    sequence: int
    direction: str = Field(examples=["incoming"])
    channel: str
    subject: str
    body: str
    from_header: str
    segments: list[dict[str, Any]]
    attachment_text: str
    has_html: bool
    language: LanguageCode
    author: str | None
    created_at: datetime.datetime
    attachments: list[AttachmentOut]


class CaseStepOut(BaseModel):
    sequence: int
    kind: CaseStepKind
    at: datetime.datetime
    actor: str
    department: str | None
    department_name: str
    detail: dict[str, Any]


class ReferralOut(BaseModel):
    from_department: str | None
    to_department: str
    to_name: str
    reason: str
    referred_by: str
    referred_at: datetime.datetime
    state: ReferralState
    answered_by: str | None
    return_reason: str | None
    proposed_department: str | None
    proposed_name: str


class RelatedOut(BaseModel):
    """Another case that belongs to it, of those that the caller may see."""

    id: str
    number: str
    state: CaseState
    summary: str
    relation: str = Field(
        description="parent, sub_case, incident, split, merged_into, merged or duplicate_of.", examples=["split"]
    )


class SimilarCaseOut(BaseModel):
    id: str
    number: str
    state: CaseState
    summary: str
    place: str
    opened_at: datetime.datetime
    score: float
    why: str


class OfficerOut(BaseModel):
    username: str
    name: str


class CaseDetailOut(CaseOut):
    contact: dict[str, str]
    wants_reply: bool | None
    fields: dict[FieldName, FieldOut | None]
    triage: TriageOut
    issues: list[IssueOut]
    messages: list[CaseMessageOut]
    steps: list[CaseStepOut]
    referrals: list[ReferralOut]
    closing: dict[str, str] | None
    conversation_id: str | None
    related: list[RelatedOut]
    similar: list[SimilarCaseOut] = Field(description="Open cases of the same matter, the likeliest first.")
    subscribers: list[str]
    officers: list[OfficerOut] = Field(description="To whom it may be assigned.")
    allowed: list[Action] = Field(description="What the caller may do with it now.")


def detail_out(session: Session, case: Case, catalogue: Catalogue, *, actor: Actor, language: str) -> CaseDetailOut:
    log = read_log(session, case.id)
    return CaseDetailOut.model_validate(
        {
            **case_out(case, catalogue, language=language).model_dump(),
            "contact": case.contact,
            "wants_reply": case.wants_reply,
            "fields": case.fields,
            "triage": _triage_out(case.triage, catalogue, language),
            "issues": [_issue_out(place, issue, catalogue, language) for place, issue in enumerate(case.issues)],
            "messages": [_message_out(entry) for entry in log if isinstance(entry, CaseMessage)],
            "steps": [_step_out(entry, catalogue, language) for entry in log if isinstance(entry, CaseStep)],
            "referrals": [_referral_out(row, catalogue, language) for row in list_referrals(session, case.id)],
            "closing": case.closing,
            "conversation_id": case.conversation_id,
            "related": [
                RelatedOut(id=c.id, number=c.number, state=CaseState(c.state), summary=c.summary, relation=relation)
                for relation, c in looking.list_related(session, case, actor=actor)
            ],
            "similar": _similar_out(session, case, actor),
            "subscribers": looking.list_subscribers(session, case),
            "officers": [
                OfficerOut(username=user.username, name=user.name) for user in looking.list_officers(session, case)
            ],
            "allowed": list_allowed(session, case, actor=actor),
        }
    )


def _similar_out(session: Session, case: Case, actor: Actor) -> list[SimilarCaseOut]:
    return [
        SimilarCaseOut.model_validate(
            {
                **{name: getattr(found.case, name) for name in ("id", "number", "state", "summary", "opened_at")},
                "place": place_of(found.case),
                "score": found.score,
                "why": found.why,
            }
        )
        for found in looking.list_similar(session, case, actor=actor)
    ]


def _triage_out(triage: Mapping[str, Any], catalogue: Catalogue, language: str) -> dict[str, Any]:
    def category(choice: Mapping[str, Any]) -> dict[str, Any]:
        return {**choice, "name": category_name(choice["code"], catalogue, language)}

    def department(choice: Mapping[str, Any]) -> dict[str, Any]:
        return {**choice, "name": catalogue.department_name(choice["code"], language)}

    return {
        **triage,
        "case_type": {**triage["case_type"], "name": triage["case_type"]["code"]},
        "priority": {**triage["priority"], "name": triage["priority"]["code"]},
        "categories": [category(choice) for choice in triage["categories"]],
        "departments": [department(choice) for choice in triage["departments"]],
    }


def _issue_out(ordinal: int, issue: Mapping[str, Any], catalogue: Catalogue, language: str) -> IssueOut:
    name = category_name(issue["category"], catalogue, language)
    is_settled = bool(issue.get("settled"))
    return IssueOut.model_validate({**issue, "ordinal": ordinal, "category_name": name, "is_settled": is_settled})


def _message_out(message: CaseMessage) -> CaseMessageOut:
    own = {name: getattr(message, name) for name in CaseMessageOut.model_fields if name not in ("has_html",)}
    own["attachments"] = [_attachment_out(attachment) for attachment in message.attachments]
    return CaseMessageOut.model_validate({**own, "has_html": bool(message.html)})


def _attachment_out(attachment: CaseAttachment) -> AttachmentOut:
    own = {name: getattr(attachment, name) for name in AttachmentOut.model_fields if name != "is_ready"}
    return AttachmentOut.model_validate({**own, "is_ready": attachment.scan == CLEAN and not attachment.problem})


def _step_out(step: CaseStep, catalogue: Catalogue, language: str) -> CaseStepOut:
    own = {name: getattr(step, name) for name in CaseStepOut.model_fields if name != "department_name"}
    return CaseStepOut.model_validate({**own, "department_name": catalogue.department_name(step.department, language)})


def _referral_out(referral: Referral, catalogue: Catalogue, language: str) -> ReferralOut:
    names = {
        "to_name": catalogue.department_name(referral.to_department, language),
        "proposed_name": catalogue.department_name(referral.proposed_department, language),
    }
    own = {name: getattr(referral, name) for name in ReferralOut.model_fields if name not in names}
    return ReferralOut.model_validate({**own, **names})
