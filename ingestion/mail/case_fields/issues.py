"""Which separate matters does a mail raise, and in which sentences?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.mail.case_fields.enquiries import only_asks
from ingestion.mail.case_fields.injection import find_aimed
from ingestion.mail.case_fields.reading import Reading, read
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.parsed_mail import ParsedMail

_RULES = read_rules("issues")

_FEWEST = 6
"""Characters of the shortest stretch that can tell of a matter of its own."""


@dataclass(frozen=True)
class IssueText:
    """`text` is exactly the characters of the body from `start` to `end` (not in it)."""

    start: int
    end: int
    text: str


def split_issues(mail: ParsedMail) -> tuple[IssueText, ...]:
    """The matters in the order of the mail; a mail about one thing gives all of its own words before the closing."""
    reading = read(mail, find_aimed(mail))
    spans = _whole(reading) if only_asks(reading) else _listed(reading) or _turned(reading)
    return tuple(IssueText(start, end, mail.body[start:end]) for start, end in spans)


def _listed(reading: Reading) -> list[tuple[int, int]]:
    """The items of a list, where two of them or more tell of a matter."""
    text = reading.body[: reading.closing]
    starts = [match.start() for match in _RULES["item"].finditer(text)]
    items = []
    for start, after in zip(starts, [*starts, len(text)][1:], strict=True):
        end = after
        # What follows the last item behind an empty line is about the whole again.
        if after == len(text) and (blank := re.search(r"\n[ ]*\n", text[start:])):
            end = start + blank.start()
        items.append(_trim(text, start, end))
    matters = [
        (start, end) for start, end in items if end - start >= _FEWEST and not _RULES["label"].match(text, start)
    ]
    return matters if len(matters) >= 2 and not _only_questions(text, matters) else []


def _only_questions(text: str, items: list[tuple[int, int]]) -> bool:
    """True for one enquiry in several questions."""
    return all(text[start:end].rstrip()[-1:] in "?？" for start, end in items)


def _whole(reading: Reading) -> list[tuple[int, int]]:
    return [(reading.sentences[0][0], reading.sentences[-1][1])] if reading.sentences else []


def _turned(reading: Reading) -> list[tuple[int, int]]:
    """From each sentence on that turns to another matter; else one stretch."""
    first = [(start, end) for start, end in reading.sentences]
    if not first:
        return []
    starts = [first[0][0], *_turns(reading)]
    ends = [*starts[1:], first[-1][1]]
    return [_trim(reading.body, start, end) for start, end in zip(starts, ends, strict=True)]


def _turns(reading: Reading) -> Iterator[int]:
    for number, (start, end) in enumerate(reading.sentences):
        sentence = reading.body[start:end]
        turn = _RULES["turn"].match(sentence)
        if (
            number
            and turn
            and len(sentence) - turn.end() >= _FEWEST
            and _RULES["matter"].search(sentence, turn.end())
            and not _RULES["same"].search(sentence)
        ):
            yield start


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())
