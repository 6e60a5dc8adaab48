"""What does a measurement leave behind?  A folder from which it can be repeated and read again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.database import utc_now
from eval.toml_text import to_toml


@dataclass(frozen=True)
class Run:
    """The folder of one run.

    config.toml    what was measured and with which policy
    results.json   every number
    table.md       the numbers as a person reads them
    rows.jsonl     one line a question
    failures.jsonl the lines that went wrong, to read first
    *.png          pictures
    """

    task: str
    folder: Path

    def write_config(self, config: Mapping[str, Any]) -> None:
        (self.folder / "config.toml").write_text(to_toml(config), "utf-8")

    def write_results(self, results: Mapping[str, Any]) -> None:
        text = json.dumps(results, ensure_ascii=False, indent=1)
        (self.folder / "results.json").write_text(text + "\n", "utf-8")

    def write_table(self, table: str) -> None:
        (self.folder / "table.md").write_text(table.rstrip() + "\n", "utf-8")

    def write_rows(self, rows: Iterable[Mapping[str, Any]], *, failures: Iterable[Mapping[str, Any]]) -> None:
        for name, lines in (("rows.jsonl", rows), ("failures.jsonl", failures)):
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            (self.folder / name).write_text(text, "utf-8")

    def picture(self, name: str) -> Path:
        """Where the picture `name` belongs."""
        return self.folder / f"{name}.png"


def start_run(parent: Path, task: str, *, now: datetime.datetime | None = None) -> Run:
    """A new folder `<task>-<UTC time>` below `parent`; a second run within one second gets a number."""
    stamp = f"{task}-{now or utc_now():%Y%m%dT%H%M%SZ}"
    folder, number = parent / stamp, 2
    while folder.exists():
        folder, number = parent / f"{stamp}-{number}", number + 1
    folder.mkdir(parents=True)
    return Run(task, folder)
