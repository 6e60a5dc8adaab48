"""Where does a test send mail to?  An SMTP server in a process of its own, which keeps what it is given as files.

Who a mail is for decides what becomes of it: `later@…` is put off, `never@…` refused, `hang@…` left without an answer.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.postgresql_server import free_port
from tests.tracked_files import ROOT

START_SECONDS = 30.0


@dataclass
class SmtpServerProcess:
    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def envelopes(self) -> list[dict[str, Any]]:
        """Sender and recipients of each mail that was taken, in their order."""
        return [json.loads(path.read_text("utf-8")) for path in sorted(self.folder.glob("*.json"))]

    def letters(self) -> list[EmailMessage]:
        return [read_letter(path.read_bytes()) for path in sorted(self.folder.glob("*.eml"))]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.process = _start(self.folder, self.port)


def start_smtp_server(folder: Path) -> SmtpServerProcess:
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    return SmtpServerProcess(folder, port, _start(folder, port))


def read_letter(raw: bytes) -> EmailMessage:
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (folder / "smtp.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.smtp_server", str(folder), str(port)],
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env=environment,
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
            return process
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the SMTP server did not start:\n{(folder / 'smtp.log').read_text('utf-8')[-2000:]}")


class _Keeper:
    """What the server does with each mail."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = len(list(folder.glob("*.json")))

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address.startswith("hang@"):
            await asyncio.sleep(3600)
        if address.startswith("later@"):
            return "451 try again later"
        if address.startswith("never@"):
            return "550 nobody of this name"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self._count += 1
        name = f"{self._count:06d}-{os.getpid()}"
        (self._folder / f"{name}.eml").write_bytes(envelope.content)
        told = {"sender": envelope.mail_from, "recipients": envelope.rcpt_tos}
        (self._folder / f"{name}.json").write_text(json.dumps(told), "utf-8")
        return "250 taken"


def _serve(folder: Path, port: int) -> None:
    from aiosmtpd.smtp import SMTP

    keeper = _Keeper(folder)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(keeper, hostname="test", loop=loop), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]))
