"""Who am I, and what may I do?"""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.accounts.models import User
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import AnyActor

router = APIRouter(prefix="/api/v1/staff", tags=["staff"], responses=PROBLEM_RESPONSES)


class MeOut(BaseModel):
    """The person who has signed in, or the system whose key it is, which has no roles and no languages."""

    username: str = Field(examples=["amy"])
    name: str = Field(examples=["Amy Chan"])
    public_name: str = Field(description="What citizens read.", examples=["Amy"])
    roles: list[str] = Field(examples=[["agent"]])
    departments: list[str] = Field(description="`*` stands for every department.", examples=[["TD"]])
    languages: list[str] = Field(description="The first is that of the person's own screen.", examples=[["zh-Hant"]])
    needs_approval: bool = Field(description="True while a supervisor reads every reply before it is sent.")
    permissions: list[str] = Field(examples=[["conversation:handoff:claim"]])
    has_model: bool = Field(description="Whether a language model can phrase, sum up and rewrite.")


@router.get("/me")
def read_me(service: TheService, actor: AnyActor) -> MeOut:
    """Whoever has signed in, and their permissions."""
    with service.database.read() as session:
        user = session.get(User, actor.user_id) if actor.user_id else None
    return MeOut(
        username=actor.name,
        name=user.name if user else actor.name,
        public_name=actor.public_name,
        roles=user.roles if user else [],
        departments=user.departments if user else sorted(actor.departments),
        languages=user.languages if user else [],
        needs_approval=actor.needs_approval,
        permissions=sorted(actor.permissions),
        has_model=service.assistant.model_help.is_there,
    )
