"""How alike must texts be to be one group, and how far back are conversations looked through?  See gaps.toml."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from knowledge_base.gaps.models import GapKind


@dataclass(frozen=True)
class Policy:
    threshold: Mapping[GapKind, float]
    least_replies: int
    first: datetime.timedelta
    again: datetime.timedelta


@lru_cache(maxsize=1)
def load_policy() -> Policy:
    data = tomllib.loads((files("knowledge_base.gaps") / "gaps.toml").read_text("utf-8"))
    return Policy(
        {GapKind(kind): value for kind, value in data["threshold"].items()},
        data["reply"]["least"],
        datetime.timedelta(days=data["window"]["first_days"]),
        datetime.timedelta(minutes=data["window"]["again_minutes"]),
    )
