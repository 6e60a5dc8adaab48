"""How does a test talk with people on a live service?  A server in a thread, on a database that the test can see."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from assistant.accounts.permissions import Role
from assistant.database import Database
from assistant.settings import Settings
from tests.listening import Listener
from tests.postgresql_server import free_port
from tests.staff import add_staff, session_cookie
from tests.ui.talk import Talk, begin
from ui.app import create_app

SECONDS = 60


class LiveSite:
    """Citizens and agents of one service."""

    def __init__(self, address: str, database: Database) -> None:
        self.address, self.database = address, database
        self._clients: list[httpx.Client] = []
        self._listeners: list[Listener] = []

    def citizen(self, *, language: str = "en") -> Talk:
        return begin(self.client(), language=language)

    def waiting_citizen(self, *, language: str = "en") -> Talk:
        """A citizen who has asked for a person."""
        talk = self.citizen(language=language)
        assert talk.post("handoff", {}).status_code == 201
        return talk

    def agent(self, username: str = "ada", **profile: Any) -> Agent:
        return Agent(self, username, **profile)

    def follow(self, talk: Talk, **options: Any) -> Listener:
        """The citizen's own stream."""
        return self.listen(f"/api/v1/conversations/{talk.id}/events", talk.headers(), **options)

    def listen(self, path: str, headers: dict[str, str], **options: Any) -> Listener:
        self._listeners.append(Listener(self.address + path, headers, **options))
        return self._listeners[-1]

    def client(self, **options: Any) -> httpx.Client:
        self._clients.append(httpx.Client(base_url=self.address, timeout=SECONDS, **options))
        return self._clients[-1]

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()
        for client in self._clients:
            client.close()


class Agent:
    """A member of staff who has signed in."""

    def __init__(self, site: LiveSite, username: str, **profile: Any) -> None:
        self.user = add_staff(site.database, username, **{"roles": [Role.AGENT], "public_name": "Ada", **profile})
        self._site, self.cookies = site, session_cookie(site.database, self.user)
        self.client = site.client(cookies=self.cookies)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.post(f"/api/v1/{path}", json=body or {}, headers=named)
        assert response.is_success, response.text
        return response

    def follow(self, query: str = "", **options: Any) -> Listener:
        """The console's stream."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return self._site.listen(f"/api/v1/staff/events{query}", {"Cookie": cookie}, **options)

    def handoff_of(self, talk: Talk) -> str:
        queue = self.client.get("/api/v1/handoffs").json()
        return str(next(h["id"] for part in queue.values() for h in part if h["conversation_id"] == talk.id))

    def claim(self, talk: Talk) -> str:
        """Take the conversation; returns the handoff's id."""
        handoff = self.handoff_of(talk)
        self.post(f"handoffs/{handoff}/claim")
        return handoff

    def say(self, handoff: str, text: str, **headers: str) -> dict[str, Any]:
        sent: dict[str, Any] = self.post(f"handoffs/{handoff}/replies", {"text": text}, **headers).json()["message"]
        return sent


@contextmanager
def run_site(settings: Settings, database: Database) -> Iterator[LiveSite]:
    """Serve from a thread of this process until the block is left; `database` is that of the settings."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    site = LiveSite(f"http://127.0.0.1:{port}", database)
    yield site
    site.close()
    server.should_exit = True
    thread.join(SECONDS)
    assert not thread.is_alive()
