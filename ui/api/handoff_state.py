"""In which words do the routes tell a citizen of their request for a person?"""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from assistant.answering.answer import HandoffReason
from assistant.assistant import Assistant
from assistant.conversations import handoffs
from assistant.conversations.models import Conversation
from assistant.conversations.satisfaction import MAX_COMMENT_LENGTH, find_satisfaction
from assistant.conversations.states import HandoffState
from assistant.conversations.telling import has_address
from ui.api.wire import AuthorOut, LanguageCode

State = Literal["none", "waiting", "with_agent", "released", "closed"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HandoffStateOut(BaseModel):
    state: State
    reference: str | None = Field(None, examples=["H-7KQM-2XWD"])
    reason: HandoffReason | None = None
    agent: AuthorOut | None = Field(None, description="Who has the conversation now.")
    place: int | None = Field(None, description="In the department's queue, from 1.")
    wait_minutes: int | None = Field(None, description="An estimate; none while nobody is there.")
    someone_is_there: bool = False
    reply_by: datetime.date | None = None
    contact_known: bool = False
    text: str = Field("", description="What to tell the citizen, in `language`; Markdown.")
    language: LanguageCode
    ask_satisfaction: bool = False


class SatisfactionIn(_In):
    score: int = Field(ge=1, le=5, examples=[4])
    comment: str | None = Field(None, max_length=MAX_COMMENT_LENGTH, examples=["Quick and kind."])


class SatisfactionOut(BaseModel):
    id: str
    score: int


class ProgressIn(_In):
    reference: str = Field(max_length=20, pattern=r"^[\w -]+$", examples=["H-7KQM-2XWD"])
    contact: str = Field(
        min_length=1,
        max_length=254,
        description="The e-mail address or phone number that was left with it.",
        examples=["chan@example.org"],
    )
    language: LanguageCode | None = None


class ProgressOut(BaseModel):
    reference: str
    state: State
    department: str
    reply_by: datetime.date | None
    text: str
    language: LanguageCode


def state_out(
    session: Session, conversation_id: str, assistant: Assistant, *, language: str | None = None
) -> HandoffStateOut:
    """Where the conversation's newest handoff stands now, in its language unless another is asked for."""
    handoff = handoffs.find_newest(session, conversation_id)
    if handoff is None:
        conversation = session.get_one(Conversation, conversation_id)
        return HandoffStateOut.model_validate({"state": "none", "language": language or conversation.language})
    language = language or handoff.language
    standing = assistant.find_standing(session, handoff)
    last = handoffs.find_last_step(session, handoff.id)
    values: dict[str, Any] = {
        "state": public_state(handoff.state),
        "reference": handoff.reference,
        "reason": handoff.reason,
        "contact_known": has_address(handoff),
        "text": assistant.telling.text(handoff, last, standing, language=language),
        "language": language,
    }
    if standing is not None:
        values |= vars(standing)
    elif handoff.state == HandoffState.CLAIMED and handoff.agent is not None:
        department = assistant.telling.department(handoff.department, language)
        values |= {
            "someone_is_there": True,
            "agent": AuthorOut(name=handoff.agent.public_name, department_name=department),
        }
    else:
        values |= {"ask_satisfaction": find_satisfaction(session, conversation_id) is None}
    return HandoffStateOut.model_validate(values)


def public_state(state: str) -> str:
    return "with_agent" if state == HandoffState.CLAIMED else state
