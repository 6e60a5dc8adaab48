"""Which number of an earlier case does the mail name?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.cases.fields import MailPart
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import Span, best

_RULES = read_rules("references")


def find_reference(reading: Reading) -> Span | None:
    """The earlier case's number in the body, or else the subject, or else in what is quoted below."""
    texts = (
        (MailPart.BODY, reading.body, 0.95),
        (MailPart.SUBJECT, reading.subject, 0.92),
        (MailPart.BODY, reading.quoted, 0.75),
    )
    for part, text, confidence in texts:
        if found := best(_candidates(text, part, confidence)):
            return found
    return None


def _candidates(text: str, part: MailPart, confidence: float) -> Iterator[Span]:
    for match in _RULES["cued"].finditer(text):
        number = match["number"]
        if _is_reference(text, match.start("number"), number) and sum(map(str.isdigit, number)) >= 4:
            yield Span(*match.span("number"), confidence, part)
    for match in _RULES["shaped"].finditer(text):
        number = match["number"]
        if _is_reference(text, match.start(), number) and sum(map(str.isdigit, number)) >= 5:
            yield Span(*match.span("number"), confidence - 0.2, part)


def _is_reference(text: str, start: int, number: str) -> bool:
    if _RULES["day"].match(number) or _RULES["other_number"].search(text[max(0, start - 28) : start]):
        return False
    # Eight digits alone are a telephone number in Hong Kong.
    return not (number.isdigit() and len(number) == 8 and number[0] in "235679" and not number.startswith("20"))
