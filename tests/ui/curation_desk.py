"""How does a test work at the desk of the people who own the articles, over HTTP?"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from starlette.testclient import TestClient

from assistant.accounts.permissions import Role
from assistant.database import Database
from knowledge_base import checks
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.models import CheckKind
from knowledge_base.versions import list_versions, pick
from tests.ui.desk import Desk, desk

ARTICLE: dict[str, Any] = {
    "department": "TD",
    "category": "licence_permit_enquiry",
    "text": {
        "en": {"question": "What is the toll?", "answer": "The toll is **$5**.", "variants": ["How much?"]},
        "zh-Hant": {"question": "隧道費多少？", "answer": "隧道費為5元。"},
        "zh-Hans": {"question": "隧道费多少？", "answer": "隧道费为5元。"},
    },
    "source_url": "https://www.chingwan.example/td/toll",
    "tags": ["toll"],
}


def editor(client: TestClient, *departments: str) -> Desk:
    return desk(client, roles=[Role.EDITOR], departments=departments or ["TD"])


def publisher(client: TestClient, *departments: str) -> Desk:
    return desk(client, roles=[Role.PUBLISHER], departments=departments or ["TD"])


def new_id() -> str:
    return f"td-{uuid.uuid4().hex[:12]}"


def draft(editor: Desk, **changes: Any) -> str:
    """The id of a new draft."""
    return str(editor.do("articles", {**ARTICLE, "id": new_id(), **changes})["id"])


def approved(editor: Desk, publisher: Desk, **changes: Any) -> str:
    """The id of an article whose version 1 is approved."""
    article = draft(editor, **changes)
    editor.do(f"articles/{article}/submit", {"version": 1})
    publisher.do(f"articles/{article}/approve", {"version": 1})
    return article


def pass_checks(database: Database, _knowledge: KnowledgeBase, article_id: str, number: int) -> None:
    """Stands where the gates stand: every check was made and has found nothing."""
    _keep(database, article_id, number, failing=None)


def fail_parity(database: Database, _knowledge: KnowledgeBase, article_id: str, number: int) -> None:
    _keep(database, article_id, number, failing=CheckKind.PARITY)


def _keep(database: Database, article_id: str, number: int, *, failing: CheckKind | None) -> None:
    with database.write() as session:
        version = pick(list_versions(session, article_id), number)
        for kind in CheckKind:
            checks.keep_check(session, version, kind, passed=kind is not failing, result={})


@contextmanager
def gates(client: TestClient, run_gates: Any) -> Iterator[None]:
    """The service runs these gates until the block is left."""
    state = client.app.state  # type: ignore[attr-defined]  # The test's own application.
    before = state.service
    state.service = replace(before, run_gates=run_gates)
    yield
    state.service = before
