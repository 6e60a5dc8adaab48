"""What does one run of the bench measure, and how long may it take?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Say = Callable[[str], None]
"""Where progress goes, one line a call."""


@dataclass(frozen=True)
class BenchPlan:
    """`sizes` are passages, `users` simultaneous chats, each loaded for `seconds`.

    `unstored_users` are those of `users` whose load is sent to the address that stores nothing as well.
    """

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    users: tuple[int, ...] = (1, 16, 64, 256)
    unstored_users: tuple[int, ...] = (16, 64)
    most_served_passages: int = 10_000
    seconds: int = 15
    starts: int = 3
    questions: int = 300
    ingested_articles: int = 200


QUICK = BenchPlan(sizes=(1_000,), users=(1, 16), seconds=3, starts=1, questions=60, ingested_articles=30)
