"""Where is the knowledge of the invented Ching Wan City, which ships for demonstrations and tests?"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def sample_files() -> list[Path]:
    """The packaged sample knowledge, one file a department, in alphabetical order."""
    folder = Path(str(files("ingestion"))) / "samples" / "ching_wan"
    return sorted(folder.glob("*.jsonl"))
