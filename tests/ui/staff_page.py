"""Who may open the trial page, and where is it?"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.accounts.models import User
from assistant.accounts.permissions import Permission, Role
from assistant.accounts.staff_sessions import start_session
from assistant.database import Database, utc_now
from ui.gradio_mount import mount_staff_page

if TYPE_CHECKING:
    import gradio

PAGE = "/staff/trial"


def build_page() -> gradio.Blocks:
    from tests.ui.trial_page import build

    return build()


def mount_page(app: FastAPI) -> None:
    mount_staff_page(app, build_page, PAGE, Permission.HANDOFF_READ)


def sign_in(database: Database, role: Role = Role.AGENT) -> str:
    """The session's secret of a new member of staff."""
    name = f"{role.value}-{uuid.uuid4().hex[:6]}"
    user = User(
        id=str(uuid.uuid4()),
        username=name,
        name=name,
        public_name="May",
        roles=[role.value],
        departments=["*"],
        languages=["en"],
        created_at=utc_now(),
    )
    with database.write() as session:
        session.add(user)
        session.flush()
        return start_session(session, user)
