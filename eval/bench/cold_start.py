"""How long does a citizen wait for a service that has only just been started?"""

from __future__ import annotations

import statistics
import subprocess
import time

from eval.bench.installation import Installation
from eval.bench.plan import Say
from eval.bench.served import COMMAND, served
from eval.bench.table import Line

HELP_RUNS = 5


def measure_cold_start(installation: Installation, question: str, *, starts: int, say: Say) -> list[Line]:
    """Median seconds from process start to the first answer, and of `civicdesk --help`.

    One start before them is not counted: the first after an upgrade compiles the code.
    """
    _seconds_to_first_answer(installation, question)
    seconds = []
    for number in range(1, starts + 1):
        seconds.append(_seconds_to_first_answer(installation, question))
        say(f"cold start {number} of {starts}: {seconds[-1]:.1f} s")
    helped = statistics.median(_seconds_of_help(installation) for _ in range(HELP_RUNS))
    return [
        Line("Process start to first answer over HTTP", f"median of {starts}", f"{statistics.median(seconds):.1f} s"),
        Line("`civicdesk --help`", f"median of {HELP_RUNS}", f"{helped:.2f} s"),
    ]


def _seconds_to_first_answer(installation: Installation, question: str) -> float:
    started = time.perf_counter()
    with served(installation) as service:
        service.wait()
        [talk] = service.start_talks(1)
        service.ask(talk, question)
        return time.perf_counter() - started


def _seconds_of_help(installation: Installation) -> float:
    started = time.perf_counter()
    subprocess.run(  # noqa: S603  # Our own command, with words fixed here.
        [*COMMAND, "--help"],
        cwd=installation.settings.home,
        env=installation.environment(),
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=60,
    )
    return time.perf_counter() - started
