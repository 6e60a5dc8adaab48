"""What has a task found in each of its sets, and how does that come into the run folder?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.measurement import Measurement

_Row = Mapping[str, Any]


@dataclass
class FoundBySet:
    """The numbers of each set by its name, and its lines of rows.jsonl, which name the set."""

    results: dict[str, Any] = field(default_factory=dict)
    rows: list[_Row] = field(default_factory=list)
    failures: list[_Row] = field(default_factory=list)

    def add(self, name: str, result: Any, *, rows: Iterable[_Row], failures: Iterable[_Row]) -> None:
        self.results[name] = result
        self.rows += [{"set": name, **row} for row in rows]
        self.failures += [{"set": name, **row} for row in failures]

    def write(self, measurement: Measurement, draw_table: Callable[[dict[str, Any]], str]) -> str:
        """Leave all of it in the run folder; returns the table."""
        table = draw_table(self.results)
        measurement.write(self.results, table, self.rows, failures=self.failures)
        return table
