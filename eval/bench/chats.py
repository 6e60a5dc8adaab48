"""How many citizens can talk at once?  A compiled client asks, as an interpreted one would be the slow part."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from eval.bench.installation import Installation
from eval.bench.memory import mebibytes
from eval.bench.plan import Say
from eval.bench.served import HOST, Served, ServiceFailed, served
from eval.bench.table import Line, Spread

CLIENT = "wrk"
MISSING = f"the compiled client is missing, so chats over HTTP are left out: apt-get install {CLIENT}"
SCRIPT = Path(__file__).with_name("chats.lua")
MESSAGES = 4_096
ANSWER_SECONDS = 60
ANSWERS_EACH = 3
MAX_SECONDS = 120
WARM_UP = 20
_UNSTORED_PATH = "/api/v1/answers"


@dataclass(frozen=True)
class Messages:
    """A file of prepared messages, and whether the service stores them."""

    path: Path
    stored: bool

    @property
    def status(self) -> int:
        """What the service answers them with."""
        return 201 if self.stored else 200


@dataclass(frozen=True)
class Load:
    """What the client saw while `users` citizens wrote, each as soon as it had its answer."""

    users: int
    requests: int
    seconds: float
    refused: int
    broken: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    stored: bool = True

    @property
    def errors(self) -> int:
        """Refused or failed messages, and connections that broke or waited too long."""
        return self.refused + self.broken

    def line(self) -> Line:
        spread = Spread(self.p50_ms, self.p95_ms)
        rate = f"{self.requests / self.seconds:,.0f} answers/s"
        measured = "Chats over HTTP" if self.stored else "– not stored"
        return Line(measured, f"{self.users:,} at once", f"{rate}, {spread}, {self.errors} errors")


def client_is_installed() -> bool:
    return shutil.which(CLIENT) is not None


def measure_chats(
    installation: Installation,
    questions: Sequence[str],
    *,
    users: Sequence[int],
    unstored: Sequence[int],
    seconds: int,
    say: Say,
) -> tuple[list[Load], Line]:
    """One load for each number of users, for `unstored` ones a second that is not stored, and the memory after all."""
    with served(installation) as service:
        service.wait()
        home = installation.settings.home
        stored, plain = Messages(home / "messages", stored=True), Messages(home / "questions", stored=False)
        [talk, *talks] = service.start_talks(1 + max(users))
        _prepare(stored.path, questions, [(talk.path, talk.token) for talk in talks])
        _prepare(plain.path, questions, [(_UNSTORED_PATH, "")])
        for question in questions[:WARM_UP]:
            service.ask(talk, question)
        loads: list[Load] = []
        kinds = [(count, kind) for count in users for kind in (stored, plain) if kind.stored or count in unstored]
        for count, messages in kinds:
            load = _load(service, messages, users=count, seconds=_seconds(count, loads, at_least=seconds))
            say(f"{load.line().measured}, {count:,} at once for {load.seconds:.0f} s: {load.line().value}")
            loads.append(load)
            # The client leaves without the answers it still waits for; they must not burden the next load.
            service.ask(talk, questions[0])
        held = mebibytes(service.resident_bytes())
    return loads, Line("Server's memory after the chats", f"{sum(load.requests for load in loads):,} answers", held)


def _seconds(users: int, before: Sequence[Load], *, at_least: int) -> int:
    """Long enough that every citizen gets some answers at the rate of the load before, but not for ever."""
    if not before or not before[-1].requests:
        return at_least
    needed = round(ANSWERS_EACH * users * before[-1].seconds / before[-1].requests)
    return max(at_least, min(needed, MAX_SECONDS))


def _prepare(file: Path, questions: Sequence[str], addresses: Sequence[tuple[str, str]]) -> None:
    """Write the file of messages: every address (path and token) and every question in its turn."""
    bodies = (json.dumps({"text": question}) for question in cycle(questions))
    rows = [f"{path}\n{token}\n{body}\n" for (path, token), body in islice(zip(cycle(addresses), bodies), MESSAGES)]
    file.write_text("".join(rows), "utf-8")


def _load(service: Served, messages: Messages, *, users: int, seconds: int) -> Load:
    threads = min(users, 2)
    options = [f"--threads={threads}", f"--connections={users}", f"--duration={seconds}s"]
    ended = subprocess.run(  # noqa: S603  # The program that was looked for, with words fixed here.
        [
            *(shutil.which(CLIENT) or CLIENT, *options, f"--timeout={ANSWER_SECONDS}s", "--latency"),
            *(f"--script={SCRIPT}", f"http://{HOST}:{service.port}", "--", str(messages.path)),
            *(str(threads), str(messages.status)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 2 * ANSWER_SECONDS,
    )
    told = [line for line in ended.stdout.splitlines() if line.startswith("{")]
    if ended.returncode or not told:
        raise ServiceFailed(f"{CLIENT} ended with {ended.returncode}: {ended.stderr or ended.stdout}")
    return Load(users=users, stored=messages.stored, **json.loads(told[-1]))
