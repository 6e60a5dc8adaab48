"""Which classifier serves where nobody has taught another?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assistant.cases.text_classifier import TextClassifier, read_classifier

PATH = Path(__file__).with_name("classifier.npz")


@cache
def load_shipped() -> TextClassifier:
    """Read when a report is first to be judged."""
    return read_classifier(PATH.read_bytes())
