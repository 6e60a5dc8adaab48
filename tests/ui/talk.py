"""How does a citizen's client speak to the service?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.testclient import TestClient

Client = httpx.Client | TestClient
"""To a service of another process, or to one inside the test."""
CONVERSATIONS = "/api/v1/conversations"
EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True)
class Event:
    id: str
    name: str
    data: Any


@dataclass(frozen=True)
class Talk:
    """One citizen's conversation."""

    client: Client
    id: str
    token: str
    greeting: str = ""

    def address(self, what: str) -> str:
        return f"{CONVERSATIONS}/{self.id}/{what}"

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **more}

    def post(self, what: str, body: Any, **headers: str) -> Any:
        """The response to a POST of `body`; a header's `_` stands for its `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(self.address(what), json=body, headers=self.headers(**named))

    def ask(self, text: str, **headers: str) -> dict[str, Any]:
        """The answer to `text`, as JSON."""
        response = self.post("messages", {"text": text}, **headers)
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def stream(self, text: str, **headers: str) -> list[Event]:
        """The events that come as the answer to `text`."""
        response = self.post("messages", {"text": text}, Accept=EVENT_STREAM, **headers)
        assert response.status_code == 201, response.text
        assert response.headers["content-type"].startswith(EVENT_STREAM)
        return read_events(response.text)

    def messages(self) -> list[dict[str, Any]]:
        response = self.client.get(self.address("messages"), headers=self.headers())
        assert response.status_code == 200, response.text
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages


def begin(client: Client, *, language: str = "en") -> Talk:
    response = client.post(CONVERSATIONS, json={"language": language})
    assert response.status_code == 201, response.text
    started = response.json()
    return Talk(client, started["id"], started["token"], started["greeting"])


def read_events(stream: str) -> list[Event]:
    events = []
    for block in stream.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line)
        if fields:
            events.append(Event(fields["id"], fields["event"], json.loads(fields["data"])))
    return events


def assert_problem(response: Any, status: int) -> dict[str, Any]:
    """The problem details that `response` must be."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["title"]
    return problem
