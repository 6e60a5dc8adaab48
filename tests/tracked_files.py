"""Which files belong to the repository, and are they fit to commit?  Used by the house rules and the commit hooks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LARGEST_BYTES = 500_000
MODELS = (ROOT / "knowledge_base" / "trilingual", ROOT / "assistant" / "cases" / "classifier.npz")
BINARY = frozenset({".ico", ".png", ".jpg", ".woff2", ".xlsx", ".pdf", ".docx", ".npz", ".gz", ".onnx", ".npy"})


def list_files(root: Path = ROOT) -> list[Path]:
    """Every file that git tracks or would add, sorted; files deleted but not yet committed are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return sorted(path for name in set(listed.split("\0")) if name and (path := root / name).is_file())


def read_texts(root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Each text file of the repository with what it says."""
    for path in list_files(root):
        if path.suffix not in BINARY:
            yield path, path.read_text("utf-8")


def whitespace_faults(text: str) -> list[str]:
    """What is wrong with a file's white space, one phrase a fault; empty when nothing is."""
    faults = [
        f"line {number} ends in a space"
        for number, line in enumerate(text.split("\n"), 1)
        if line != line.rstrip(" \t\r")
    ]
    if text and not text.endswith("\n"):
        faults.append("no newline at the end")
    if text.endswith("\n\n"):
        faults.append("an empty line at the end")
    return faults


def size_faults(path: Path) -> list[str]:
    """Whether a file is too large to keep in the repository; the trained models have limits of their own."""
    size = path.stat().st_size
    is_model = any(model in (path, *path.parents) for model in MODELS)
    return [f"{size} bytes; at most {LARGEST_BYTES}"] if size > LARGEST_BYTES and not is_model else []


def main(arguments: list[str]) -> int:
    """Check the named files, or all; 1 when a fault was printed."""
    check, names = arguments[0], arguments[1:]
    paths = [path for name in names if (path := Path(name)).is_file()] if names else list_files()
    failed = False
    for path in paths:
        if check == "--size":
            faults = size_faults(path)
        else:
            faults = [] if path.suffix in BINARY else whitespace_faults(path.read_text("utf-8"))
        for fault in faults:
            failed = True
            print(f"{path}: {fault}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
