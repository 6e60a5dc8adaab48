"""What of a mail tells who its writer is, and is blotted out before a language model reads it?

The rules fill in names, numbers and addresses by themselves; a model needs none of them for the rest.  What cannot be
told from other words stays: a name in the middle of a sentence that nobody introduces, a home, the plate of a car.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.privacy import find_personal_data
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.reporters import list_names

BLOT = "#"
_OTHER_NUMBERS = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,2}\d{6,9}(?:\(\w\))?|\d{3}-\d{3,6}-\d{3}(?:-\d{1,3})?|\d{7,})(?![A-Za-z0-9])"
)
"""Passports, bank accounts and whatever else is long enough to be one person's."""
_LINE = re.compile(r"[^\n]+")
_LATIN_WORD = re.compile(r"[^\W\d_]{3,}")


def blot(text: str, names: Iterable[str]) -> str:
    """`text` as long as before, with a blot on each character of what identifies somebody."""
    spans = [found.span() for found in _OTHER_NUMBERS.finditer(text)]
    spans += [found.span() for name in names for found in re.finditer(_as_written(name), text)]
    # A number may stand alone in its line, or go over two of them.
    for start, lines in [(0, text), *((line.start(), line[0]) for line in _LINE.finditer(text))]:
        spans += [(start + data.start, start + data.end) for data in find_personal_data(lines)]
    for start, end in spans:
        text = text[:start] + re.sub(r"\S", BLOT, text[start:end]) + text[end:]
    return text


def names_of(reading: Reading) -> frozenset[str]:
    """Each name that the writer gives as their own, and the words of a Latin one: Ada Lo is Ada as well."""
    names = frozenset(" ".join(name.split()) for name in list_names(reading))
    return names | {word for name in names if name.isascii() for word in _LATIN_WORD.findall(name)}


def _as_written(name: str) -> str:
    pattern = r"\s+".join(re.escape(word) for word in name.split())
    return rf"(?i:(?<![A-Za-z]){pattern}(?![A-Za-z]))"
