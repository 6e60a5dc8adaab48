"""How are cases split, merged and joined over HTTP, and who else hears of them?"""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from assistant.cases import merging, splitting
from assistant.cases.looking import lock_as_seen
from ui.api.cases import CaseId
from ui.api.cases_handling import AgentLanguage, Handler
from ui.api.cases_referrals import ReferIn
from ui.api.cases_wire import CaseOut, Change, case_out
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES

router = APIRouter(prefix="/api/v1/cases/{case_id}", tags=["cases"], responses=PROBLEM_RESPONSES)


class MergeIn(Change):
    into: str = Field(
        max_length=36, pattern=PLAIN_LINE, description="The case that stays, by number or id.", examples=["C-7KQM-2XWD"]
    )


class IncidentIn(Change):
    parent: str = Field(
        max_length=36, pattern=PLAIN_LINE, description="The case that speaks for all.", examples=["C-7KQM-2XWD"]
    )


class NewsIn(Change):
    text: str = Field(max_length=20_000, examples=["The pipe is repaired tonight."])


class IssueIn(Change):
    ordinal: int = Field(ge=1, le=100, description="Of the mail's matters; 0 is the case's own.", examples=[1])


class SubscriberIn(Change):
    email: str = Field(max_length=320, pattern=PLAIN_LINE, examples=["neighbour@mail.example"])
    language: LanguageCode = Field(examples=["zh-Hant"])


@router.post("/merge")
def merge(
    case_id: CaseId, actor: Handler, body: MergeIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Make it one matter with another case; its citizen is told, and hears of the other from then on."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = merging.merge(session, case_id, actor=actor, into=body.into)
        return case_out(case, service.catalogue, language=language)


@router.post("/unmerge")
def unmerge(
    case_id: CaseId, actor: Handler, body: Change, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Undo the merge: the case is what it was before."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = merging.unmerge(session, case_id, actor=actor)
        return case_out(case, service.catalogue, language=language)


@router.post("/incident")
def link_incident(
    case_id: CaseId, actor: Handler, body: IncidentIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Make it one of many reports of the same incident; it keeps its number."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = merging.link_incident(session, case_id, actor=actor, parent=body.parent)
        return case_out(case, service.catalogue, language=language)


@router.delete("/incident")
def unlink_incident(
    case_id: CaseId, actor: Handler, body: Change, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Take it out of the incident again."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = merging.unlink(session, case_id, actor=actor)
        return case_out(case, service.catalogue, language=language)


@router.post("/subscribers", status_code=201)
def subscribe(
    case_id: CaseId, actor: Handler, body: SubscriberIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Let somebody hear how the matter goes who has asked for it."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = merging.subscribe(session, case_id, actor=actor, email=body.email, language=body.language)
        return case_out(case, service.catalogue, language=language)


@router.post("/news", status_code=201)
def publish_news(
    case_id: CaseId, actor: Handler, body: NewsIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Tell everybody who waits for this matter how it stands: its citizen, who reported the same, who follows it."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = merging.publish_news(session, case_id, actor=actor, text=body.text)
        return case_out(case, service.catalogue, language=language)


@router.post("/split", status_code=201)
def split(
    case_id: CaseId, actor: Handler, body: IssueIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Open a case of its own for another matter of the mail; the answer is the new case."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        opened = splitting.split_issue(session, case_id, actor=actor, ordinal=body.ordinal, targets=service.targets)
        return case_out(opened.case, service.catalogue, language=language)


@router.post("/settle")
def settle(
    case_id: CaseId, actor: Handler, body: IssueIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Say that the reply to this case covers another matter of the mail as well."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = splitting.settle_issue(session, case_id, actor=actor, ordinal=body.ordinal)
        return case_out(case, service.catalogue, language=language)


@router.post("/sub-cases", status_code=201)
def open_sub_case(
    case_id: CaseId, actor: Handler, body: ReferIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Give another department its part of a joint case, under the same clock; the answer is the part."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        part = splitting.open_sub_case(
            session,
            case_id,
            actor=actor,
            department=body.department,
            reason=body.reason,
            catalogue=service.catalogue,
            targets=service.targets,
        )
        return case_out(part, service.catalogue, language=language)
