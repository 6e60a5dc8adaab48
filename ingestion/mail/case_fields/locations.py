"""Where did it happen?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.cases.fields import FieldName, MailPart
from ingestion.mail.case_fields.place import Place
from ingestion.mail.case_fields.places import find_places
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import Span, best, trim

_RULES = read_rules("locations")


def find_location(reading: Reading) -> Span | None:
    """The place of the incident: in a labelled line, or else the fullest place near the beginning."""
    here = best(_labelled(reading, MailPart.BODY)) or best(_candidates(reading)) or best(_in_subject(reading))
    return here or best(_labelled(reading, MailPart.ATTACHMENT)) or best(_in_attachment(reading))


def _labelled(reading: Reading, part: MailPart) -> Iterator[Span]:
    text = reading.body if part is MailPart.BODY else reading.attachment
    for span in reading.labelled(FieldName.SUBJECT_LOCATION, part):
        if find_places(text[span.start : span.end]):
            yield span


def _candidates(reading: Reading) -> Iterator[Span]:
    text = reading.body[: reading.closing]
    for order, place in enumerate(find_places(text)):
        confidence = _confidence(text, place) - 0.05 * min(order, 5)
        if confidence >= 0.45:
            start, end = trim(text, place.start, place.end)
            yield Span(start, end, min(confidence, 0.95))


def _confidence(text: str, place: Place) -> float:
    before = text[max(0, place.start - 24) : place.start].split("\n")[-1]
    confidence = 0.45 + 0.12 * min(place.exactness, 3.0)
    if _RULES["home"].search(before) or _RULES["resident"].match(text, place.end):
        return confidence - 0.2
    if _RULES["at"].search(before):
        confidence += 0.08
    if _RULES["passing"].search(before) and place.exactness < 2:
        confidence -= 0.12
    sentence = text[max(0, place.start - 40) : place.end + 20]
    return confidence - 0.2 if _RULES["foreign"].search(sentence) else confidence


def _in_attachment(reading: Reading) -> Iterator[Span]:
    """The first full place of an attachment, where the mail itself names none."""
    for order, place in enumerate(find_places(reading.attachment)):
        if place.exactness >= 1.5:
            start, end = trim(reading.attachment, place.start, place.end)
            yield Span(start, end, 0.6 - 0.03 * min(order, 5), MailPart.ATTACHMENT)


def _in_subject(reading: Reading) -> Iterator[Span]:
    for place in find_places(reading.subject):
        start, end = trim(reading.subject, place.start, place.end)
        yield Span(start, end, 0.5 + 0.1 * min(place.exactness, 3.0), MailPart.SUBJECT)
