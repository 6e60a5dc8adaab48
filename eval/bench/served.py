"""How is the real service measured from outside?  It is started as its own process and spoken to over loopback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from assistant.errors import CivicDeskError
from eval.bench.installation import Installation
from eval.bench.resident import resident_bytes

HOST = "127.0.0.1"
COMMAND = (sys.executable, "-m", "ui.cli")
START_SECONDS = 180
STOP_SECONDS = 30
ANSWER_SECONDS = 180


class ServiceFailed(CivicDeskError):
    """The measured service did not start, or refused what it must accept."""


@dataclass(frozen=True)
class Talk:
    """A conversation that can be written to."""

    id: str
    token: str

    @property
    def path(self) -> str:
        return f"/api/v1/conversations/{self.id}/messages"


@dataclass(frozen=True)
class Served:
    """A running service, spoken to by one client at a time."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def wait(self) -> None:
        """Return as soon as the service accepts connections.  Raises ServiceFailed."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return
        raise ServiceFailed(f"the service did not start: {self.log.read_text('utf-8', errors='replace')[-2000:]}")

    def start_talks(self, count: int) -> list[Talk]:
        """Begin `count` conversations.  Raises ServiceFailed."""
        connection = HTTPConnection(HOST, self.port, timeout=ANSWER_SECONDS)
        try:
            begun = [_post(connection, "/api/v1/conversations", {}) for _ in range(count)]
        finally:
            connection.close()
        return [Talk(talk["id"], talk["token"]) for talk in begun]

    def ask(self, talk: Talk, text: str) -> dict[str, Any]:
        """The answer to a message.  Raises ServiceFailed."""
        connection = HTTPConnection(HOST, self.port, timeout=ANSWER_SECONDS)
        try:
            return _post(connection, talk.path, {"text": text}, token=talk.token)
        finally:
            connection.close()

    def resident_bytes(self) -> int | None:
        """The memory that the process holds now; None where the system does not tell."""
        return resident_bytes(self.process.pid)


@contextmanager
def served(installation: Installation) -> Iterator[Served]:
    """Serve `installation` on a free port of this machine; the process is ended when the block is left."""
    port = _free_port()
    home = installation.settings.home
    log = home / "service.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # Our own command, with words fixed here.
            [*COMMAND, "serve", "--host", HOST, "--port", str(port)],
            cwd=home,
            env=installation.environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Served(process, port, log)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _post(connection: HTTPConnection, path: str, body: dict[str, Any], *, token: str = "") -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        connection.request("POST", path, json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read().decode()
    except (OSError, HTTPException) as error:
        raise ServiceFailed(f"POST {path}: {error}") from error
    if response.status != 201:
        raise ServiceFailed(f"POST {path}: {response.status} {text[:500]}")
    answer: dict[str, Any] = json.loads(text)
    return answer
