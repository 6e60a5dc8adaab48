"""At which addresses do the staff pages made with Gradio stand, and who may open them?"""

from __future__ import annotations

from fastapi import FastAPI

from assistant.accounts.permissions import Permission
from ui.gradio_mount import mount_staff_page
from ui.pages import agent, board, cases, knowledge


def mount_staff_pages(app: FastAPI) -> None:
    """The agents' console, the page of cases, the supervisors' board and the knowledge desk."""
    mount_staff_page(app, agent.build_agent_page, "/staff/agent", Permission.HANDOFF_READ, head=agent.HEAD)
    mount_staff_page(app, board.build_board_page, "/staff/board", Permission.BOARD_READ, head=board.HEAD)
    mount_staff_page(app, cases.build_cases_page, "/staff/cases", Permission.CASE_READ, head=cases.HEAD)
    mount_staff_page(
        app, knowledge.build_knowledge_page, "/staff/knowledge", Permission.KNOWLEDGE_EDIT, head=knowledge.HEAD
    )
