"""Which patterns does a module's table hold?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.folding import pattern


class Rules(Mapping[str, re.Pattern[str]]):
    """The patterns of one table by their names, each compiled when it is first used.

    A rule is `any_of` its alternatives, matched in `any_case` or as written; `%name%` stands for one of the `[parts]`
    of the table or of the `parts` that the module adds.  The text that is searched has been folded.
    """

    def __init__(self, table: Mapping[str, Any], parts: Mapping[str, str]) -> None:
        self._rules = {name: rule for name, rule in table.items() if name != "parts"}
        self._parts = {**table.get("parts", {}), **parts}
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __getitem__(self, name: str) -> re.Pattern[str]:
        if name not in self._compiled:
            rule = self._rules[name]
            source = self._fill("|".join(rule["any_of"]))
            self._compiled[name] = pattern(source, any_case=rule.get("any_case", False))
        return self._compiled[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def _fill(self, source: str) -> str:
        return _PART.sub(lambda match: self._fill(self._parts[match[1]]), source)


_PART = re.compile(r"%([a-z_]+)%")


def read_rules(module: str, **parts: str) -> Rules:
    """The rules of `module`.toml beside this file."""
    return Rules(_table(module), parts)


@cache
def _table(module: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / f"{module}.toml").read_text("utf-8"))
