"""How does a load test run the test model beside the service: on the other core, as a process of its own?"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.running_service import clean_environment
from tests.tracked_files import ROOT


@dataclass(frozen=True)
class ModelProcess:
    address: str

    @property
    def url(self) -> str:
        return f"{self.address}/v1"

    def set_way(self, way: str) -> None:
        asked = urllib.request.Request(f"{self.address}/way", way.encode(), method="PUT")  # noqa: S310  # Loopback.
        urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310  # Loopback.

    def seen(self) -> dict[str, Any]:
        """How many requests came, with tools and with raw identifiers, and what broke."""
        with urllib.request.urlopen(f"{self.address}/seen", timeout=60) as response:  # noqa: S310  # Loopback.
            seen: dict[str, Any] = json.load(response)
            return seen


@contextmanager
def model_process(behaviour: str = "faithful", *, way: str = "", seconds: float = 0.0) -> Iterator[ModelProcess]:
    """A test model of another process; when it stops, nothing that identifies a person may have come to it."""
    command = [sys.executable, "-m", "tests.chat_server", "--behaviour", behaviour, "--way", way]
    with subprocess.Popen(
        [*command, "--seconds", str(seconds)], cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        model = ModelProcess(process.stdout.readline().strip())
        try:
            yield model
            seen = model.seen()
        finally:
            process.terminate()
    assert (seen["raw"], seen["tools"], seen["faults"]) == ([], 0, [])
