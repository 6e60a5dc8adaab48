"""How does another desk system let the sidebar in its frame ask for suggestions?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.accounts.sidebar_tokens import LIFETIME
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.sidebar_access import issue_token
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/sidebar-tokens", tags=["suggestions"], responses=PROBLEM_RESPONSES)


class SidebarTokenIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    parent: str = Field(
        max_length=300, description="Origin of the page that holds the frame.", examples=["https://desk.example"]
    )


class SidebarTokenOut(BaseModel):
    token: str = Field(description="The page gives it to the frame: `postMessage({type: 'token', token}, SIDEBAR)`.")
    seconds: int = Field(description="How long it is valid.", examples=[900])


@router.post("", status_code=201)
def make_sidebar_token(
    body: SidebarTokenIn, actor: Annotated[Actor, Depends(Requires(Permission.SUGGESTION_CREATE))], service: TheService
) -> SidebarTokenOut:
    """Get a short-lived token, with an API key, for one frame of a page that the settings name."""
    token = issue_token(service.settings, actor, parent=body.parent)
    return SidebarTokenOut(token=token, seconds=int(LIFETIME.total_seconds()))
