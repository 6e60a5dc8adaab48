"""How is the shipped classifier made anew?  `python -m assistant.cases.train`, or `make triage`."""

from __future__ import annotations

from assistant.cases.shipped_classifier import PATH
from assistant.cases.training import train
from assistant.cases.training_lines import HEADS, read_training_lines


def main() -> None:
    """Train with the shipped lines and put the classifier where it ships."""
    lines = read_training_lines()
    PATH.write_bytes(train([line.example for line in lines], HEADS).classifier.to_bytes())
    print(f"{len(lines)} lines, {PATH.stat().st_size / 1e6:.1f} MB: {PATH}")


if __name__ == "__main__":
    main()
