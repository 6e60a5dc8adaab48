"""How does a test start a worker as its users do, and end it as nobody should?"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.running_service import clean_environment

STOP_SECONDS = 30.0


@dataclass
class RunningWorker:
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """At once; it gets no chance to finish anything."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        """As an operator would; returns the seconds that it took."""
        started = time.monotonic()
        self.process.terminate()
        self.process.wait(STOP_SECONDS)
        return time.monotonic() - started


def start_worker(home: Path, *, module: str = "ui.cli", **settings: str) -> RunningWorker:
    """A worker of the installation in `home`; another module is another program that runs one."""
    home.mkdir(parents=True, exist_ok=True)
    log = home / "worker.log"
    command = [sys.executable, "-m", module, *(["worker"] if module == "ui.cli" else [])]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=home,
            env=clean_environment(home=str(home), **settings),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return RunningWorker(process, log)


def wait_until(condition: Callable[[], bool], *, seconds: float, worker: RunningWorker | None = None) -> None:
    """Raises TimeoutError with the end of the worker's log."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(worker.log.read_text("utf-8")[-3000:] if worker else "it has not come about")
        time.sleep(0.05)
