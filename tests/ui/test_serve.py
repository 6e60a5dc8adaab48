"""Does the service run as a process: start, answer, end, and refuse to start when its settings are wrong?"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.knowledge_base.test_model_folder import cut, write_model
from tests.running_service import RunningService, clean_environment, start_service
from tests.ui.talk import EVENT_STREAM

Start = Callable[..., RunningService]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A running service that writes as much into its log as it can."""
    started = start_service(tmp_path_factory.mktemp("serve"), embedding="hash", log_level="DEBUG")
    started.wait_until_ready()
    yield started
    started.stop()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts services on one state folder, and ends them."""
    started: list[RunningService] = []

    def start_one(**settings: Any) -> RunningService:
        started.append(start_service(tmp_path / "state", **{"embedding": "hash", **settings}))
        return started[-1]

    yield start_one
    for service in started:
        service.stop()


def fetch(address: str, body: Any = None, **headers: str) -> Any:
    """The JSON that the service answers, or the text of its events."""
    named = {name.replace("_", "-"): value for name, value in headers.items()} | {"Content-Type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, content, named)  # noqa: S310  # Loopback.
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # The same.
        text = response.read().decode()
    return text if headers.get("Accept") == EVENT_STREAM else json.loads(text)


def ask(address: str, text: str, **headers: str) -> Any:
    started = fetch(f"{address}/api/v1/conversations", {})
    place = f"{address}/api/v1/conversations/{started['id']}/messages"
    return fetch(place, {"text": text}, Authorization=f"Bearer {started['token']}", **headers)


def end_in_order(service: RunningService, how: signal.Signals) -> None:
    """End the service, which must take no more than a few seconds and leave no complaint."""
    began = time.monotonic()
    service.process.send_signal(how)
    assert service.process.wait(20) in (0, -how)
    assert time.monotonic() - began < 10  # Seconds; an idle machine needs less than one.
    log = service.log.read_text("utf-8")
    assert "Application shutdown complete" in log
    assert "Traceback" not in log


def failed_start(home: Path, **settings: str) -> str:
    """What a service says that stops at once."""
    result = subprocess.run(
        [sys.executable, "-m", "ui.cli", "serve", "--port", "0"],
        cwd=home,
        env=clean_environment(home=str(home), **settings),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    return result.stderr


def test_it_says_where_it_serves_and_answers_there(service: RunningService) -> None:
    assert f"{service.address}/" in service.log.read_text("utf-8")
    assert fetch(f"{service.address}/live") == {"status": "ok"}
    assert ask(service.address, "hello")["outcome"] == "declined"


def test_events_come_over_a_real_connection(service: RunningService) -> None:
    text = ask(service.address, "hello", Accept=EVENT_STREAM)
    assert [line for line in text.split("\n") if line.startswith("event: ")] == [
        "event: status",
        "event: status",
        "event: answer",
    ]


def test_the_log_holds_no_word_of_a_citizen(service: RunningService) -> None:
    ask(service.address, "My name is Wong Tai Man, how do I renew my licence?")
    assert "Wong Tai Man" not in service.log.read_text("utf-8")


def test_after_a_new_start_everything_said_is_still_known(start: Start) -> None:
    first = start()
    first.wait_until_ready()
    started = fetch(f"{first.address}/api/v1/conversations", {})
    place, token = f"/api/v1/conversations/{started['id']}/messages", f"Bearer {started['token']}"
    answer = fetch(first.address + place, {"text": "hello"}, Authorization=token, Idempotency_Key="k1")
    end_in_order(first, signal.SIGTERM)
    second = start()
    second.wait_until_ready()
    assert fetch(second.address + place, {"text": "hello"}, Authorization=token, Idempotency_Key="k1") == answer
    assert len(fetch(second.address + place, Authorization=token)["messages"]) == 2


def test_an_answer_on_its_way_is_finished_before_the_end(start: Start) -> None:
    service = start()
    service.wait_until_ready()
    told: list[str] = []
    asking = threading.Thread(target=lambda: told.append(ask(service.address, "renew? " * 140, Accept=EVENT_STREAM)))
    asking.start()
    time.sleep(0.05)
    end_in_order(service, signal.SIGINT)
    asking.join(20)
    assert "event: answer" in told[0]


def test_several_processes_serve_one_installation(start: Start) -> None:
    service = start(workers=2)
    service.wait_until_ready()
    assert {ask(service.address, "hello")["outcome"] for _ in range(6)} == {"declined"}
    assert service.stop() in (0, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("database_url", "mysql://root@localhost/x"),
        ("database_url", "postgresql://nobody:s3cret@127.0.0.1:1/x"),
        ("embedding", "./missing"),
        ("catalogue", "missing.json"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(tmp_path: Path, setting: str, value: str) -> None:
    told = failed_start(tmp_path, **{setting: value})
    assert f"CIVICDESK_{setting.upper()}" in told
    assert "s3cret" not in told


def test_a_damaged_model_is_told_at_the_start_and_stops_nothing(start: Start, tmp_path: Path) -> None:
    model = write_model(tmp_path / "own-model")
    cut(model / "model.safetensors")
    service = start(embedding=str(model), log_level="ERROR")
    service.wait_until_ready()
    told = [line for line in service.log.read_text("utf-8").splitlines() if "CIVICDESK_EMBEDDING" in line]
    assert len(told) == 1
    assert str(model / "model.safetensors") in told[0]
    assert "the log tells" in fetch(f"{service.address}/status")["embedding"]["problem"]
    assert ask(service.address, "hello")["outcome"] == "declined"
    assert "Traceback" not in service.log.read_text("utf-8")


def test_a_port_that_is_taken_stops_the_start(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)],
            cwd=tmp_path,
            env=clean_environment(home=str(tmp_path), embedding="hash"),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert result.returncode != 0
    assert "address already in use" in result.stderr
