"""Since when, or when, did it happen?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from assistant.cases.fields import FieldName, MailPart
from assistant.folding import pattern
from ingestion.mail.case_fields.clocks import Clock, find_clocks, is_vague
from ingestion.mail.case_fields.dates import Day, find_days
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import Span, best

_RULES = read_rules("starts")
_SINCE = re.compile(r"(?i)(?:since|from)\b")


def find_start(reading: Reading) -> Span | None:
    """The start with its day, and its clock time where one is given, in the local time of the mail."""
    return best(_labelled(reading)) or best(_candidates(reading)) or best(_in_attachment(reading))


def _labelled(reading: Reading) -> Iterator[Span]:
    today = reading.written_at.date() if reading.written_at else None
    for span in reading.labelled(FieldName.INCIDENT_START):
        text = reading.body[: span.end]
        for day in find_days(text, today, month_first=_writes_month_first(reading)):
            if day.start >= span.start and (not today or day.date <= today):
                yield _span(text, day, list(find_clocks(text)), 0.95, reading)


def _in_attachment(reading: Reading) -> Iterator[Span]:
    """A day in an attachment counts only where it says that something began on it."""
    text, today = reading.attachment, reading.written_at.date() if reading.written_at else None
    for day in find_days(text, today, month_first=_writes_month_first(reading)):
        if (
            day.exact
            and (not today or day.date <= today)
            and (
                _RULES["since_before"].search(text[max(0, day.start - 40) : day.start])
                or _RULES["since_after"].search(text[day.end : day.end + 24])
            )
        ):
            yield Span(day.start, day.end, 0.65, MailPart.ATTACHMENT, day.date.isoformat())


def _candidates(reading: Reading) -> Iterator[Span]:
    text = reading.body[: reading.closing]
    today = reading.written_at.date() if reading.written_at else None
    clocks = list(find_clocks(text))
    days = find_days(text, today, month_first=_writes_month_first(reading))
    for order, day in enumerate(days):
        if today and day.date > today:
            continue
        before, after = text[max(0, day.start - 40) : day.start].split("\n")[-1], text[day.end : day.end + 24]
        confidence = _confidence(before, after, text, day) - 0.03 * order
        if confidence >= 0.5:
            yield _span(text, day, clocks, confidence, reading)
    if today and not days:
        yield from _clock_alone(text, clocks, today, reading)


def _writes_month_first(reading: Reading) -> bool:
    """3/5 is the fifth of March in the United States, in Canada and in Taiwan."""
    offset = reading.written_at.utcoffset() if reading.written_at else None
    return (offset is not None and offset < datetime.timedelta(0)) or bool(_RULES["taiwan"].search(reading.body))


def _confidence(before: str, after: str, text: str, day: Day) -> float:
    if _RULES["later"].search(before) or _RULES["later_after"].search(after):
        return 0.2
    words = text[day.start : day.end]
    since = any((_RULES["since_before"].search(before), _RULES["since_after"].search(after), _SINCE.match(words)))
    if not since and (_RULES["sent_before"].search(before) or _RULES["sent_after"].search(after)):
        return 0.3
    confidence = 0.9 if since else 0.75
    if _RULES["today"].match(words) and not since and not _happened(before, after):
        return 0.3
    if not day.exact:
        confidence -= 0.1 if since else 0.3
    return confidence


def _happened(before: str, after: str) -> bool:
    """True where the words beside "today" tell of what took place, not of what is wanted or still so."""
    clause = re.split("[。.!?;]", before)[-1] + "…" + re.split("[。.!?;]", after)[0]
    return (
        _RULES["happened"].search(clause) is not None
        and _RULES["wanted"].search(re.split("[,，]", before)[-1]) is None
        and not _RULES["wanted"].match(after.lstrip())
    )


def _span(text: str, day: Day, clocks: list[Clock], confidence: float, reading: Reading) -> Span:
    for clock in clocks:
        gap = text[day.end : clock.start] if clock.start >= day.end else text[clock.end : day.start]
        near = clock.start < day.end and day.start < clock.end
        if near or (
            len(gap) <= 10 and not any(mark in gap for mark in "。.;\n,，") and ("到" not in gap and "至" not in gap)
        ):
            date = _after_midnight(day.date, text[day.start : day.end], clock, reading)
            value = f"{date.isoformat()}T{clock.time:%H:%M}"
            if not _is_ahead(value, reading):
                return Span(min(day.start, clock.start), max(day.end, clock.end), confidence, value=value)
    return Span(day.start, day.end, confidence, value=day.date.isoformat())


def _after_midnight(date: datetime.date, words: str, clock: Clock, reading: Reading) -> datetime.date:
    """昨晚 … 凌晨三點 is in the night that ended this morning."""
    is_night = pattern(r"晚|夜|night", any_case=True).search(words) is not None
    if is_night and clock.time.hour < 5 and reading.written_at and date < reading.written_at.date():
        return date + datetime.timedelta(days=1)
    return date


def _is_ahead(value: str, reading: Reading) -> bool:
    written = reading.written_at
    return written is not None and value[:16] > f"{written:%Y-%m-%dT%H:%M}"


def _clock_alone(text: str, clocks: list[Clock], today: datetime.date, reading: Reading) -> Iterator[Span]:
    """A clock time without a day is of today, where something happened or began at it."""
    for clock in clocks:
        around = text[max(0, clock.start - 16) : clock.end + 12].replace("\n", " ")
        before, after = text[max(0, clock.start - 12) : clock.start], text[clock.end : clock.end + 12]
        if (
            not (
                _RULES["since_before"].search(before)
                or _RULES["since_after"].search(after)
                or _RULES["broke"].search(around)
            )
            or _RULES["ahead"].search(before + after)
            or _RULES["routine"].search(before + "…" + after)
        ):
            continue
        time = clock.time
        if is_vague(clock, text) and reading.written_at and reading.written_at.hour >= time.hour + 12:
            time = time.replace(hour=time.hour + 12)
        value = f"{today.isoformat()}T{time:%H:%M}"
        if not _is_ahead(value, reading):
            yield Span(clock.start, clock.end, 0.6, value=value)
