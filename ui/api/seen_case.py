"""How is one step on a case taken over HTTP: as its caller saw it, once, and with what has become of it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Query
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.looking import lock_as_seen
from assistant.cases.models import Case
from assistant.cases.register import lock_case
from assistant.cases.steps import find_keyed_step
from ui.api.cases import CaseId
from ui.api.cases_wire import CaseOut, Change, case_out
from ui.api.wire import LanguageCode
from ui.dependencies import TheService
from ui.service import Service
from ui.staff_access import Requires

Handler = Annotated[Actor, Depends(Requires(Permission.CASE_HANDLE))]
Ruler = Annotated[Actor, Depends(Requires(Permission.CASE_RULE))]
AgentLanguage = Annotated[LanguageCode, Query(alias="language", description="In which the caller reads names.")]


class CaseAction(Protocol):
    """What is done to a case, with all that it needs beside the case and who does it."""

    def __call__(self, session: Session, case_id: str, /, *, actor: Actor) -> Case: ...


@dataclass(frozen=True)
class SeenCase:
    """A case that a member of staff acts on."""

    id: str
    actor: Actor
    service: Service
    language: LanguageCode

    def change(self, seen: Change | None, take: CaseAction, *, key: str | None = None) -> CaseOut:
        """Take a step, unless the actor has taken it under the same `key` already.

        `seen` names the version that the caller saw; None is for what changes nothing that others decide.
        Raises what `take` raises, and TransitionNotAllowed when the case has changed since.
        """
        with self.service.database.write() as session:
            case = self._changed_before(session, key)
            if case is None:
                if seen is not None:
                    lock_as_seen(session, self.id, seen.version, actor=self.actor)
                case = take(session, self.id, actor=self.actor)
            return case_out(case, self.service.catalogue, language=self.language)

    def _changed_before(self, session: Session, key: str | None) -> Case | None:
        """The case, where the actor has sent this under the same key already: nothing is sent twice."""
        if key is None:
            return None
        case = lock_case(session, self.id, actor=self.actor)
        return case if find_keyed_step(session, case, actor=self.actor, key=key) else None


def _for_handler(case_id: CaseId, actor: Handler, service: TheService, language: AgentLanguage = "en") -> SeenCase:
    return SeenCase(case_id, actor, service, language)


def _for_ruler(case_id: CaseId, actor: Ruler, service: TheService, language: AgentLanguage = "en") -> SeenCase:
    return SeenCase(case_id, actor, service, language)


HandledCase = Annotated[SeenCase, Depends(_for_handler)]
RuledCase = Annotated[SeenCase, Depends(_for_ruler)]
