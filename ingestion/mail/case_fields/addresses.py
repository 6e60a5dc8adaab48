"""Which address does the reporter give as their own?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.cases.fields import FieldName
from ingestion.mail.case_fields.places import find_places
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import Span, best, line_spans, trim

_RULES = read_rules("addresses")


def find_home(reading: Reading) -> Span | None:
    """The address in a labelled line, in the closing, or behind "I live at"."""
    return best([*_labelled(reading), *_stated(reading), *_closing(reading)])


def _labelled(reading: Reading) -> Iterator[Span]:
    for span in reading.labelled(FieldName.REPORTER_ADDRESS):
        if find_places(reading.body[span.start : span.end]):
            yield span


def _stated(reading: Reading) -> Iterator[Span]:
    body = reading.body
    for place in find_places(body):
        before = body[max(0, place.start - 40) : place.start].split("\n")[-1]
        says_who = _RULES["resident"].match(body, place.end) is not None
        cue = next(
            (
                m
                for m in _RULES["home"].finditer(before)
                if m.end() >= len(before.rstrip()) - 1 and (says_who or _RULES["lives"].search(m[0]))
            ),
            None,
        )
        if cue and not _RULES["former"].search(before[: cue.start() + 3]):
            start, end = trim(body, place.start, place.end)
            yield Span(start, end, 0.8 if place.exactness >= 1 else 0.62)


def _closing(reading: Reading) -> Iterator[Span]:
    """A line, or the rest of one, that is an address."""
    body = reading.body
    for first, after in line_spans(body):
        if first < reading.closing:
            continue
        line = body[first:after]
        for place in find_places(line):
            if place.exactness < 1 or not _RULES["in_closing"].search(line[place.start : place.end]):
                continue
            start, end = _stretch(line, place.start, place.end)
            yield Span(*trim(body, first + start, first + end), 0.85)
        for piece in re.finditer(r"[^,|()]+(?:, same building)?", line):
            start, end = trim(line, *piece.span())
            if _RULES["short"].match(line[start:end]):
                yield Span(first + start, first + end, 0.7)


def _stretch(line: str, start: int, end: int) -> tuple[int, int]:
    """The place with the flat before it and the postcode behind it, where nothing but an address is there."""
    before = _RULES["flat_before"].search(line[:start])
    after = _RULES["postcode_after"].match(line[end:])
    return before.start("flat") if before else start, end + after.end() if after else end
