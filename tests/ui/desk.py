"""How does a member of staff's client speak to the service?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from tests.staff import add_staff, session_cookie
from tests.ui.inside import database_of
from tests.ui.talk import Talk, begin


@dataclass(frozen=True)
class Desk:
    """One signed-in member of staff."""

    client: TestClient
    username: str
    cookie: str

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers={"Cookie": self.cookie})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1/{path}", json=body, headers={"Cookie": self.cookie, **named})

    def read(self, path: str) -> Any:
        response = self.get(path)
        assert response.status_code == 200, response.text
        return response.json()

    def do(self, path: str, body: Any = None, **headers: str) -> Any:
        response = self.post(path, body, **headers)
        assert response.status_code in (200, 201, 204), response.text
        return response.json() if response.content else None


def desk(client: TestClient, **changes: Any) -> Desk:
    """A new member of staff, an agent of the whole centre unless said otherwise, with a session of their own."""
    database = database_of(client)
    username = f"u{uuid.uuid4().hex[:12]}"
    user = add_staff(database, username, **{"public_name": "Ada", **changes})
    [(name, secret)] = session_cookie(database, user).items()
    return Desk(client, username, f"{name}={secret}")


def ask_for_a_person(client: TestClient, *, language: str = "en", **body: Any) -> tuple[Talk, str]:
    """A citizen who waits, and the id of their handoff as staff see it."""
    talk = begin(client, language=language)
    reference = talk.post("handoff", body).json()["reference"]
    waiting = desk(client).read("handoffs")["waiting"]
    return talk, next(handoff["id"] for handoff in waiting if handoff["reference"] == reference)
