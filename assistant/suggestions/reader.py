"""For whom is a suggestion made?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reader:
    """The agent's own language, what articles they may read, and whose queue the conversation stands in."""

    language: str = "en"
    audience: str = "public"
    """`internal` where the agent may read internal articles too."""
    department: str | None = None
