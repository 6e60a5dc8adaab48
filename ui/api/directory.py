"""To whom can a conversation be passed on, and which topics are there?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.conversations.presence import list_present
from ui.api.wire import LanguageCode
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/staff", tags=["staff"], responses=PROBLEM_RESPONSES)


class PlaceOut(BaseModel):
    code: str = Field(examples=["TD"])
    name: str = Field(examples=["Transport Department"])


class ColleagueOut(BaseModel):
    username: str = Field(examples=["amy"])
    name: str = Field(examples=["Amy Chan"])
    load: int = Field(description="How many conversations they have now.")


class DirectoryOut(BaseModel):
    departments: list[PlaceOut]
    categories: list[PlaceOut]
    colleagues: list[ColleagueOut] = Field(description="Those at the console who take conversations.")


@router.get("/directory")
def read_directory(
    actor: Annotated[Actor, Depends(Requires(Permission.HANDOFF_READ))],
    service: TheService,
    language: LanguageCode = "en",
) -> DirectoryOut:
    """Departments and topics by name, and the colleagues who are on line."""
    with service.database.read() as session:
        present = [agent for agent in list_present(session) if agent.is_available and agent.user.id != actor.user_id]
        colleagues = [ColleagueOut(username=p.user.username, name=p.user.name, load=p.load) for p in present]
    catalogue = service.catalogue
    return DirectoryOut(
        departments=[PlaceOut(code=d.code, name=d.name(language)) for d in catalogue.departments.values()],
        categories=[PlaceOut(code=c.code, name=c.names.get(language, c.code)) for c in catalogue.categories.values()],
        colleagues=colleagues,
    )
