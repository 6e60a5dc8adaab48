"""Who can keep an article true?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.accounts.permissions import Permission
from assistant.accounts.staff_sessions import actor_of


def list_owners(session: Session, *departments: str) -> list[User]:
    """The people who may edit, and for every department named, by username."""
    users = session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.username))
    return [user for user in users if actor_of(user).may(Permission.KNOWLEDGE_EDIT, *departments)]
