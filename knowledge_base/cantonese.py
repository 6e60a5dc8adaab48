"""What does written Cantonese say in written Chinese?  For matching only; nothing of it is ever shown."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from assistant.languages import fold


def to_written(folded: str) -> str:
    """Folded `text` with Cantonese words replaced, longer ones first; other Chinese stays as it is."""
    pattern, words = _table()
    return pattern.sub(lambda match: words[match[0]], folded)


def to_cantonese(folded: str) -> str:
    """The other way round, for making examples: a written word that several Cantonese ones mean becomes the first."""
    pattern, words = _reversed_table()
    return pattern.sub(lambda match: words[match[0]], folded)


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    data = tomllib.loads((files("knowledge_base") / "cantonese.toml").read_text("utf-8"))
    words = {fold(cantonese): fold(written) for cantonese, written in data["words"].items()}
    return _longest_first(words), words


@lru_cache(maxsize=1)
def _reversed_table() -> tuple[re.Pattern[str], dict[str, str]]:
    words: dict[str, str] = {}
    for cantonese, written in _table()[1].items():
        words.setdefault(written, cantonese)
    return _longest_first(words), words


def _longest_first(words: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
