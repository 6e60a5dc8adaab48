"""Which ready-made replies may an agent send?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.suggestions.canned_replies import list_canned_replies
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/canned-replies", tags=["suggestions"], responses=PROBLEM_RESPONSES)


class CannedReplyOut(BaseModel):
    id: str = Field(examples=["reply_later"])
    department: str | None = Field(description="Null where every department may send it.")
    title: str
    text: str = Field(examples=["Your reference number is {reference}."])
    placeholders: list[str] = Field(description="Named in braces in the text.", examples=[["reference"]])


class CannedRepliesOut(BaseModel):
    replies: list[CannedReplyOut]


@router.get("")
def read_canned_replies(
    actor: Annotated[Actor, Depends(Requires(Permission.SUGGESTION_CREATE))],
    department: Annotated[str | None, Query(max_length=100, pattern=PLAIN_LINE)] = None,
    language: LanguageCode = "en",
) -> CannedRepliesOut:
    """Ready-made replies in a language: those of the department, then those for everybody."""
    return CannedRepliesOut(
        replies=[
            CannedReplyOut(
                id=reply.id,
                department=reply.department,
                title=reply.titles[language],
                text=reply.texts[language],
                placeholders=sorted(reply.placeholders),
            )
            for reply in list_canned_replies(department)
        ]
    )
