"""Where in a mail does a candidate for a field stand, and how sure is it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.cases.fields import Evidence, FieldValue, MailPart
from ingestion.mail.parsed_mail import ParsedMail

_AROUND = " \n\t\u3000,，、;；:：.。"


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    confidence: float = 0.8
    part: MailPart = MailPart.BODY
    value: str | None = None
    """What the words mean, where that is not the words themselves."""

    def holds(self, place: int) -> bool:
        return self.start <= place < self.end


def trim(text: str, start: int, end: int, *, also: str = "") -> tuple[int, int]:
    """The stretch without the white space and the marks around it."""
    around = _AROUND + also
    while start < end and text[start] in around:
        start += 1
    while start < end and text[end - 1] in around:
        end -= 1
    return start, end


def field_value(mail: ParsedMail, span: Span | None) -> FieldValue | None:
    """The span as a field with its exact evidence."""
    if span is None or span.start >= span.end:
        return None
    words = mail.part(span.part)[span.start : span.end]
    value = " ".join(words.split()) if span.value is None else span.value
    return FieldValue(value, span.confidence, Evidence(words, span.part, span.start, span.end))


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Each line that is not blank, without the space around it."""
    start = 0
    for line in text.split("\n"):
        if stripped := line.strip():
            first = start + line.index(stripped)
            yield first, first + len(stripped)
        start += len(line) + 1


def best(spans: Iterable[Span]) -> Span | None:
    """The surest one; the first of equals."""
    return max(spans, key=lambda span: span.confidence, default=None)
