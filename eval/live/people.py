"""Who talks with whom in a load of live conversations?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from assistant.accounts.models import User
from assistant.accounts.permissions import EVERY_DEPARTMENT, Role
from assistant.accounts.staff_sessions import start_session
from assistant.database import Database, utc_now


@dataclass(frozen=True)
class SignedInAgent:
    """An agent, and the secret of the session in which they have signed in."""

    name: str
    token: str


def sign_in_agents(database: Database, count: int) -> list[SignedInAgent]:
    """Agents of the whole contact centre who write all three languages, each already signed in."""
    agents = []
    with database.write() as session:
        for number in range(count):
            user = User(
                id=str(uuid.uuid4()),
                username=f"agent-{number}",
                name=f"Agent {number}",
                public_name=f"Agent {number}",
                roles=[Role.AGENT],
                departments=[EVERY_DEPARTMENT],
                languages=["en", "zh-Hant", "zh-Hans"],
                needs_approval=False,
                must_change_password=False,
                created_at=utc_now(),
            )
            session.add(user)
            session.flush()
            agents.append(SignedInAgent(user.username, start_session(session, user)))
    return agents
