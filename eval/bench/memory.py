"""How much memory does a process hold that serves so many passages?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from assistant.languages import has_han
from eval.bench.installation import Installation
from eval.bench.plan import Say
from eval.bench.served import served

ANSWERS_EACH = 10
"""In English and in Chinese, as each language's words are read when they are first needed."""


def measure_memory(installation: Installation, questions: Sequence[str], *, say: Say) -> str:
    """What a served process holds after ten English and ten Chinese answers."""
    with served(installation) as service:
        service.wait()
        [talk] = service.start_talks(1)
        for question in _some(questions):
            service.ask(talk, question)
        held = mebibytes(service.resident_bytes())
    say(f"server's memory: {held}")
    return held


def mebibytes(size: int | None) -> str:
    """A number of bytes for a person; None is one that the system does not tell."""
    return "not told by this system" if size is None else f"{size / 1024**2:,.0f} MiB"


def _some(questions: Sequence[str]) -> list[str]:
    english = (question for question in questions if not has_han(question))
    chinese = filter(has_han, questions)
    return [*islice(english, ANSWERS_EACH), *islice(chinese, ANSWERS_EACH)]
