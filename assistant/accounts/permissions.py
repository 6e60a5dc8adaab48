"""May this actor do that?  The function that changes something checks, so that every face obeys one rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import PermissionDenied


class Permission(StrEnum):
    """`scope:resource:action`, alphabetical."""

    HANDOFF_READ = "service:handoff:read"
    KNOWLEDGE_IMPORT = "knowledge:article:import"
    KNOWLEDGE_PUBLISH = "knowledge:article:publish"
    KNOWLEDGE_WITHDRAW = "knowledge:article:withdraw"


@dataclass(frozen=True)
class Actor:
    """Somebody, or a part of the service, who does something that is audited."""

    name: str
    permissions: frozenset[Permission]

    def require(self, permission: Permission) -> None:
        """Raises PermissionDenied unless the actor holds `permission`."""
        if permission not in self.permissions:
            raise PermissionDenied(f"{self.name} may not {permission.value}")


CITIZEN = Actor("citizen", frozenset())


def operator() -> Actor:
    """The person at the machine's own command line, who could change the database by hand anyway."""
    return Actor("operator", frozenset(Permission))
