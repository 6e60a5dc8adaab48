"""How are cases split, merged and joined over HTTP, and who else hears of them?"""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases import merging, splitting
from assistant.cases.models import Case
from assistant.cases.targets import Targets
from ui.api.cases_referrals import ReferIn
from ui.api.cases_wire import CaseOut, Change
from ui.api.seen_case import HandledCase
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE
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
def merge(case: HandledCase, body: MergeIn) -> CaseOut:
    """Make it one matter with another case; its citizen is told, and hears of the other from then on."""
    return case.change(body, partial(merging.merge, into=body.into))


@router.post("/unmerge")
def unmerge(case: HandledCase, body: Change) -> CaseOut:
    """Undo the merge: the case is what it was before."""
    return case.change(body, merging.unmerge)


@router.post("/incident")
def link_incident(case: HandledCase, body: IncidentIn) -> CaseOut:
    """Make it one of many reports of the same incident; it keeps its number."""
    return case.change(body, partial(merging.link_incident, parent=body.parent))


@router.delete("/incident")
def unlink_incident(case: HandledCase, body: Change) -> CaseOut:
    """Take it out of the incident again."""
    return case.change(body, merging.unlink)


@router.post("/subscribers", status_code=201)
def subscribe(case: HandledCase, body: SubscriberIn) -> CaseOut:
    """Let somebody hear how the matter goes who has asked for it."""
    return case.change(body, partial(merging.subscribe, email=body.email, language=body.language))


@router.post("/news", status_code=201)
def publish_news(case: HandledCase, body: NewsIn) -> CaseOut:
    """Tell everybody who waits for this matter how it stands: its citizen, who reported the same, who follows it."""
    return case.change(body, partial(merging.publish_news, text=body.text))


@router.post("/split", status_code=201)
def split(case: HandledCase, body: IssueIn) -> CaseOut:
    """Open a case of its own for another matter of the mail; the answer is the new case."""
    return case.change(body, partial(_split_issue, ordinal=body.ordinal, targets=case.service.targets))


@router.post("/settle")
def settle(case: HandledCase, body: IssueIn) -> CaseOut:
    """Say that the reply to this case covers another matter of the mail as well."""
    return case.change(body, partial(splitting.settle_issue, ordinal=body.ordinal))


@router.post("/sub-cases", status_code=201)
def open_sub_case(case: HandledCase, body: ReferIn) -> CaseOut:
    """Give another department its part of a joint case, under the same clock; the answer is the part."""
    return case.change(
        body,
        partial(
            splitting.open_sub_case,
            department=body.department,
            reason=body.reason,
            catalogue=case.service.catalogue,
            targets=case.service.targets,
        ),
    )


def _split_issue(session: Session, case_id: str, /, *, actor: Actor, ordinal: int, targets: Targets) -> Case:
    return splitting.split_issue(session, case_id, actor=actor, ordinal=ordinal, targets=targets).case
