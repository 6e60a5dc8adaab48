"""Which fixed text does a citizen read?  One TOML file, three languages, checked when it is loaded."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from assistant.languages import LANGUAGES


class Wording:
    """The fixed texts by name and language.  Raises ValueError when a language or a placeholder is missing in one."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        for name, by_language in texts.items():
            if set(by_language) != set(LANGUAGES):
                raise ValueError(f"fixed text {name}: needs exactly the languages {', '.join(LANGUAGES)}")
            if len({_placeholders(text) for text in by_language.values()}) > 1:
                raise ValueError(f"fixed text {name}: its languages name different values")
        self._texts = texts

    def text(self, name: str, language: str, /, **values: str) -> str:
        """The text called `name` in `language`, with its values filled in.  Raises KeyError for what is not there."""
        return self._texts[name][language].format(**values)

    def names(self) -> frozenset[str]:
        return frozenset(self._texts)

    def list_texts(self) -> list[str]:
        """Every text in every language, its values not filled in."""
        return [text for by_language in self._texts.values() for text in by_language.values()]


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(field for _, field, _, _ in string.Formatter().parse(text) if field)


@lru_cache(maxsize=1)
def load_wording() -> Wording:
    return Wording(tomllib.loads((files("assistant.answering") / "wording.toml").read_text("utf-8")))
