"""What may this person do with this case now?  The table of steps and the permissions say it, for every face alike."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.models import Case, Referral
from assistant.cases.referrals import RETURNS_BEFORE_RULING, was_ruled
from assistant.cases.states import OPEN, OPEN_REFERRALS, CaseState, CaseStepKind, may_take


class Action(StrEnum):
    CONFIRM = "confirm"
    ASSIGN = "assign"
    NOTE = "note"
    REFER = "refer"
    ACKNOWLEDGE = "acknowledge"
    RETURN = "return"
    RULE = "rule"
    ASK = "ask"
    REPLY = "reply"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    SUB_CASE = "sub_case"
    INCIDENT = "incident"
    SUBSCRIBE = "subscribe"


_STEPS = {
    Action.REFER: CaseStepKind.REFERRED,
    Action.ACKNOWLEDGE: CaseStepKind.ACKNOWLEDGED,
    Action.RETURN: CaseStepKind.RETURNED,
    Action.RULE: CaseStepKind.RULED,
    Action.ASK: CaseStepKind.ASKED,
    Action.CLOSE: CaseStepKind.CLOSED,
    Action.REOPEN: CaseStepKind.REOPENED,
    Action.MERGE: CaseStepKind.MERGED,
    Action.UNMERGE: CaseStepKind.UNMERGED,
}


def list_allowed(session: Session, case: Case, *, actor: Actor) -> list[Action]:
    """In the order of their declaration."""
    if not actor.may(Permission.CASE_HANDLE, case.department):
        return []
    return [action for action in Action if _is_allowed(session, case, action, actor)]


def _is_allowed(session: Session, case: Case, action: Action, actor: Actor) -> bool:
    if action in _STEPS and not may_take(case.state, _STEPS[action]):
        return False
    is_open = case.state in OPEN
    match action:
        case Action.ASSIGN | Action.NOTE:
            return case.state != CaseState.MERGED
        case Action.RULE:
            return actor.may(Permission.CASE_RULE, case.department)
        case Action.REFER:
            return case.returns < RETURNS_BEFORE_RULING
        case Action.ACKNOWLEDGE:
            return _is_answerable(session, case)
        case Action.RETURN:
            return _is_answerable(session, case) and not was_ruled(session, case)
        case Action.SPLIT:
            return is_open and any(not issue["case_number"] for issue in case.issues[1:])
        case Action.CONFIRM | Action.REPLY | Action.SUB_CASE | Action.INCIDENT | Action.SUBSCRIBE:
            return is_open
    return True


def _is_answerable(session: Session, case: Case) -> bool:
    waiting = select(Referral.id).where(Referral.case_id == case.id, Referral.state.in_(OPEN_REFERRALS))
    return session.scalar(waiting.limit(1)) is not None
