"""Which telephone number is the reporter's own?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.cases.fields import FieldName, MailPart
from assistant.folding import fold_in_place
from assistant.phone_numbers import find_phones
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.reporters import find_name
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import Span, best, line_spans

_RULES = read_rules("phones")

_REGIONS = ("HK", "TW", "GB", "US", "CN", "MO", "SG", "AU")


def find_phone(reading: Reading) -> Span | None:
    """The reporter's number, or None where only other people's are given."""
    for span in reading.labelled(FieldName.REPORTER_PHONE) if reading.is_form else ():
        for start, end in sorted(_numbers(reading.body[span.start : span.end])):
            return Span(span.start + start, span.start + end, 0.96)
    return best(_candidates(reading)) or best(_beside_name(reading))


def _beside_name(reading: Reading) -> Iterator[Span]:
    """In an attachment only a number in the same line as the reporter's name."""
    name = find_name(reading)
    written = fold_in_place(reading.mail.part(name.part)[name.start : name.end]) if name else ""
    for first, after in line_spans(reading.attachment):
        line = reading.attachment[first:after]
        if written and written in line:
            for start, end in sorted(_numbers(line)):
                if not _RULES["fax"].search(line[:start]):
                    yield Span(first + start, first + end, 0.7, MailPart.ATTACHMENT)


def _candidates(reading: Reading) -> Iterator[Span]:
    body = reading.body
    for start, end in sorted(_numbers(body)):
        confidence = _confidence(reading, start, end)
        if confidence >= 0.5:
            yield Span(start, end, confidence)


def _confidence(reading: Reading, start: int, end: int) -> float:
    body = reading.body
    before = body[body.rfind("\n", 0, start) + 1 : start][-60:]
    # What is said of the number before says nothing of this one.
    line = _RULES["not_them"].sub("", re.split(r"\d{4,}\W*", before)[-1])
    after = body[end : end + 24].split("\n")[0]
    if _RULES["fax"].search(line) or _RULES["others_after"].search(after):
        return 0.3
    confidence = 0.45
    if start >= reading.closing:
        confidence += 0.35
    elif not line.strip() or not after.strip(" .。,;!)"):
        confidence += 0.1
    if _RULES["label_before"].search(line):
        confidence += 0.15
    own = max((m.start() for m in _RULES["own_before"].finditer(line)), default=-1)
    others = max((m.start() for m in _RULES["others_before"].finditer(line)), default=-1)
    if _RULES["own_after"].search(after) or own > others or _RULES["asks_for_call"].search(line):
        confidence += 0.3
    elif others >= 0:
        confidence -= 0.35 if start < reading.closing else 0.2
    return min(confidence + 0.02 * _is_mobile(body[start:end]), 0.98)


def _numbers(body: str) -> set[tuple[int, int]]:
    """Stretches that are a telephone number in one of the regions of which citizens write."""
    found: list[tuple[int, int]] = []
    spans = {match.span() for match in _RULES["shape"].finditer(body)} | set(find_phones(body))
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if any(start < after and first < end for first, after in found) or _RULES["date_or_money"].match(
            body[start:end]
        ):
            continue
        if _is_number(body[start:end]):
            found.append((start, end))
    return set(found)


def _is_number(written: str) -> bool:
    regions = ("ZZ",) if written.lstrip(" (").startswith("+") else _REGIONS
    return any(_valid(written, region) for region in regions)


def _valid(written: str, region: str) -> bool:
    import phonenumbers  # Here, since it takes a tenth of a second, and most programs read no mail.

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) if region != "ZZ" else phonenumbers.is_possible_number(number)


def _is_mobile(written: str) -> bool:
    return re.match(r"(?:\+?852\W*)?[4-79]|(?:\+?886\W*|0)9|(?:\+?44\W*|0)7|1[3-9]", written.strip("( ")) is not None
