"""Which file, or which text, of a case may leave the service?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from assistant.cases.models import Case, CaseAttachment, CaseMessage
from assistant.cases.register import CLEAN
from assistant.errors import NotFound, TransitionNotAllowed


def find_attachment(session: Session, case: Case, attachment_id: str) -> CaseAttachment:
    """With its bytes.  Raises NotFound, and TransitionNotAllowed for one that no scan has found clean."""
    found = session.scalar(
        select(CaseAttachment)
        .join(CaseMessage, CaseMessage.id == CaseAttachment.message_id)
        .where(CaseAttachment.id == attachment_id, CaseMessage.case_id == case.id)
        .options(undefer(CaseAttachment.content))
    )
    if found is None:
        raise NotFound("the case has no such file")
    if found.scan != CLEAN:
        raise TransitionNotAllowed(f"the file is {found.scan}: only what a scan has found clean is given out")
    if found.content is None:
        raise NotFound("the file was not kept: " + (found.problem or "it is empty"))
    return found


def find_message(session: Session, case: Case, message_id: str) -> CaseMessage:
    """Raises NotFound."""
    found = session.scalar(select(CaseMessage).where(CaseMessage.id == message_id, CaseMessage.case_id == case.id))
    if found is None:
        raise NotFound("the case has no such message")
    return found
