"""May this actor do that?  The function that changes something checks, so that every face obeys one rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import PermissionDenied

EVERY_DEPARTMENT = "*"
"""Held by those who work for the contact centre as a whole; only they serve what belongs to no department."""


class Permission(StrEnum):
    """`scope:resource:action`, alphabetical."""

    ACCOUNT_WRITE = "account:user:write"
    API_KEY_WRITE = "account:key:write"
    AUDIT_VERIFY = "service:audit:verify"
    BOARD_READ = "service:board:read"
    CASE_EXPORT = "case:case:export"
    CASE_HANDLE = "case:case:handle"
    CASE_LEARN = "case:model:learn"
    CASE_OPEN = "case:case:open"
    CASE_READ = "case:case:read"
    CASE_RULE = "case:referral:rule"
    CONVERSATION_READ = "conversation:message:read"
    CONVERSATION_REPLY = "conversation:message:reply"
    HANDOFF_CLAIM = "conversation:handoff:claim"
    HANDOFF_READ = "conversation:handoff:read"
    HANDOFF_REASSIGN = "conversation:handoff:reassign"
    KNOWLEDGE_APPROVE = "knowledge:article:approve"
    KNOWLEDGE_EDIT = "knowledge:article:edit"
    KNOWLEDGE_IMPORT = "knowledge:article:import"
    KNOWLEDGE_PUBLISH = "knowledge:article:publish"
    KNOWLEDGE_READ_INTERNAL = "knowledge:internal:read"
    KNOWLEDGE_RECALL = "knowledge:answer:recall"
    KNOWLEDGE_VOUCH = "knowledge:article:vouch"
    """Publish without a second person: for who sets an installation up.  No role holds it."""
    KNOWLEDGE_WITHDRAW = "knowledge:article:withdraw"
    MODEL_PROMOTE = "service:model:promote"
    """Put other models and prompts in the place of those that serve.  No role holds it."""
    PERSON_ERASE = "service:person:erase"
    """Find a person everywhere and erase them: at the machine's own command line.  No role holds it."""
    REPLY_APPROVE = "conversation:reply:approve"
    SUGGESTION_CREATE = "suggestion:draft:create"
    SWITCH_SET = "service:switch:set"
    WEBHOOK_WRITE = "service:webhook:write"


FOR_KEYS = frozenset(Permission) - {Permission.KNOWLEDGE_VOUCH}
"""What another system may ever hold: a second person stands before what goes live, whoever asks."""


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMIN = "admin"


_AGENT = frozenset(
    {
        Permission.CASE_HANDLE,
        Permission.CASE_OPEN,
        Permission.CASE_READ,
        Permission.CONVERSATION_READ,
        Permission.CONVERSATION_REPLY,
        Permission.HANDOFF_CLAIM,
        Permission.HANDOFF_READ,
        Permission.KNOWLEDGE_READ_INTERNAL,
        Permission.SUGGESTION_CREATE,
    }
)
_EDITOR = frozenset({Permission.KNOWLEDGE_EDIT, Permission.KNOWLEDGE_IMPORT, Permission.KNOWLEDGE_READ_INTERNAL})
ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _AGENT
    | {
        Permission.BOARD_READ,
        Permission.CASE_EXPORT,
        Permission.CASE_RULE,
        Permission.HANDOFF_REASSIGN,
        Permission.REPLY_APPROVE,
        Permission.SWITCH_SET,
    },
    Role.EDITOR: _EDITOR,
    Role.PUBLISHER: _EDITOR
    | {
        Permission.KNOWLEDGE_APPROVE,
        Permission.KNOWLEDGE_PUBLISH,
        Permission.KNOWLEDGE_RECALL,
        Permission.KNOWLEDGE_WITHDRAW,
    },
    # Whoever rules the accounts reads no citizen's words: an admin who needs to is given another role as well, audited.
    Role.ADMIN: frozenset(
        {
            Permission.ACCOUNT_WRITE,
            Permission.API_KEY_WRITE,
            Permission.AUDIT_VERIFY,
            Permission.BOARD_READ,
            Permission.CASE_LEARN,
            Permission.SWITCH_SET,
            Permission.WEBHOOK_WRITE,
        }
    ),
}


@dataclass(frozen=True)
class Actor:
    """Somebody, or a part of the service, who does something that is audited."""

    name: str
    permissions: frozenset[Permission]
    departments: frozenset[str] = frozenset({EVERY_DEPARTMENT})
    user_id: str | None = None
    """Of a person who has signed in; None for a system with its key, and for the service itself."""
    public_name: str = ""
    """What citizens read."""
    languages: frozenset[str] = frozenset()
    needs_approval: bool = False
    """True while a supervisor reads every reply before it is sent."""

    def require(self, permission: Permission, *departments: str | None) -> None:
        """Raises PermissionDenied unless the actor holds `permission`, for each of the departments named."""
        if not self.may(permission, *departments):
            raise PermissionDenied(f"{self.name} may not {permission.value}")

    def may(self, permission: Permission, *departments: str | None) -> bool:
        return permission in self.permissions and all(self.serves(department) for department in departments)

    def serves(self, department: str | None) -> bool:
        """True for the actor's departments; None, a matter of no department, is for who serves every one."""
        return EVERY_DEPARTMENT in self.departments or department in self.departments


CITIZEN = Actor("citizen", frozenset())
SERVICE = Actor("service", frozenset())
"""The service itself, which puts back what an agent has lost."""


def operator() -> Actor:
    """The person at the machine's own command line, who could change the database by hand anyway."""
    return Actor("operator", frozenset(Permission))
