"""How do numbers become a table, and how does the README get the newest one?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import InvalidInput


def markdown_table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose first column is text and whose others are numbers, set to the right."""
    rule = ["---", *("---:" for _ in heads[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines))


def share(value: float | None) -> str:
    """A share as it stands in a table; a dash where there was nothing to take a share of."""
    return "–" if value is None else f"{value:.3f}"


def put_between_markers(path: Path, name: str, table: str) -> None:
    """Replace what stands between `<!-- results:NAME -->` and `<!-- /results:NAME -->` in the file.

    Raises InvalidInput when the file or one of the markers is missing; then nothing is written.
    """
    start, end = f"<!-- results:{name} -->", f"<!-- /results:{name} -->"
    text = path.read_text("utf-8") if path.is_file() else ""
    before, found_start, rest = text.partition(start)
    _, found_end, after = rest.partition(end)
    if not (found_start and found_end):
        raise InvalidInput(f"{path.name} has no place for these results: it needs {start} and {end}", field="readme")
    path.write_text(f"{before}{start}\n{table.strip()}\n{end}{after}", "utf-8")
