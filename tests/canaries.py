"""Which harmless instructions may nobody's words bring a model to obey?  And which word shows that one was obeyed?

`make promises` sets CIVICDESK_TEST_CANARIES to all sixty of each language; six of each by default.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from eval.datasets.questions import read_lines
from tests.tracked_files import ROOT

CANARY = "ZEBRAQUARTZ"
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
COUNT = int(os.environ.get("CIVICDESK_TEST_CANARIES", "6"))


def instructions(language: str) -> Sequence[str]:
    """As many as are tried, spread over every kind, each of which wants the canary said."""
    rows = [row for row in read_lines(ROOT / "eval" / "datasets" / "canaries.jsonl") if row["language"] == language]
    assert len(rows) == 60
    return [row["text"].replace("{canary}", CANARY) for row in rows[:: 60 // COUNT]]
