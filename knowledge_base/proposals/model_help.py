"""How is a version marked in which a model had a part?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class HelpKind(StrEnum):
    TRANSLATION = "translation"
    PLAIN_LANGUAGE = "plain_language"
    CANDIDATE = "candidate"
    VARIANTS = "variants"


@dataclass(frozen=True)
class ModelHelp:
    """What a model had a part in, as the version tells that was saved with it; `problems` are what its checks found."""

    kind: HelpKind
    language: str
    model: str
    prompt: str
    problems: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """The articles that a candidate's sentences come from."""


def write_help(given: Sequence[ModelHelp]) -> list[dict[str, Any]]:
    """As it is stored with a version."""
    return [asdict(help_) for help_ in given]
