"""How often does it happen?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.cases.fields import FieldName, MailPart
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import Span, best, trim

_RULES = read_rules("recurrence")


def find_recurrence(reading: Reading) -> Span | None:
    """The words that say how often, with the hours that belong to them."""
    return best(_labelled(reading)) or best(_candidates(reading))


def _labelled(reading: Reading) -> Iterator[Span]:
    parts = (MailPart.BODY, MailPart.ATTACHMENT) if reading.is_form else (MailPart.ATTACHMENT,)
    spans = (span for part in parts for span in reading.labelled(FieldName.INCIDENT_RECURRENCE, part))
    return (span for span in spans if span.end - span.start <= 60)


def _candidates(reading: Reading) -> Iterator[Span]:
    text = reading.body[: reading.closing]
    matches = sorted(
        [*_RULES["chinese"].finditer(text), *_RULES["english"].finditer(text)], key=lambda match: match.start()
    )
    for order, match in enumerate(matches):
        before, after = (
            text[max(0, match.start() - 50) : match.start()].split("\n")[-1],
            text[match.end() : match.end() + 20],
        )
        start, end = trim(text, *match.span())
        if end - start < 2:
            continue
        confidence = 0.8 - 0.04 * order - 0.35 * (_RULES["weak"].match(text[start:end]) is not None)
        if _RULES["asked"].search(before):
            confidence -= 0.35
        if _RULES["routine_after"].search(after) or _RULES["routine"].search(before.split("，")[-1]):
            confidence -= 0.35
        if confidence >= 0.5:
            yield Span(start, end, confidence)
