"""Does a mail say what a language model claims?  What it does not say, word for word, is dropped."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from assistant.cases.fields import FieldName, FieldValue, MailPart
from assistant.folding import fold_in_place
from ingestion.mail.case_fields.clocks import Clock, find_clocks, is_vague
from ingestion.mail.case_fields.dates import find_days
from ingestion.mail.case_fields.model_answer import ProposedField
from ingestion.mail.case_fields.model_prompt import Shown
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.spans import Span, field_value

CONFIDENCE = 0.75
_SEARCHED = (MailPart.BODY, MailPart.SUBJECT, MailPart.ATTACHMENT)
_LONGEST = {
    FieldName.REPORTER_NAME: 60,
    FieldName.CASE_REFERENCE: 40,
    FieldName.INVOLVED_PARTY: 120,
    FieldName.INCIDENT_RECURRENCE: 120,
}
_LONGEST_OF_OTHERS = 300
_LONGEST_WORDS = 1000
_MAX_PLACES = 10
"""Of the same words that are looked at: a model that names a single letter would have the whole mail searched."""
_FORMS = {
    FieldName.REPORTER_NAME: re.compile(r"[^\d@:/<>]{2,}"),
    FieldName.CASE_REFERENCE: re.compile(r"(?=.*\d)[\w\-/. #()]{3,}"),
}


def check(proposed: ProposedField, reading: Reading, shown: Shown) -> FieldValue | None:
    """The field with its exact evidence; None where the words are not in the mail, or the value is not in the words."""
    if len(proposed.words) > _LONGEST_WORDS:
        return None
    for part in _SEARCHED:
        for span in islice(_find(proposed.words, shown.texts[part], part), _MAX_PLACES):
            is_shown = shown.is_readable(reading.mail, part, span.start, span.end)
            if is_shown and (checked := _check_value(proposed, span, reading, shown)):
                return field_value(reading.mail, checked)
    return None


def _check_value(proposed: ProposedField, span: Span, reading: Reading, shown: Shown) -> Span | None:
    text = shown.texts[span.part]
    if proposed.name is FieldName.INCIDENT_START:
        meant = _resolve(fold_in_place(text[span.start : span.end]), proposed.value, reading.written_at)
        return replace(span, value=meant) if meant else None
    for found in islice(_find(proposed.value, text, span.part, start=span.start, end=span.end), _MAX_PLACES):
        if _has_form(proposed.name, text[found.start : found.end]):
            return found
    return None


def _has_form(name: FieldName, words: str) -> bool:
    value, form = " ".join(words.split()), _FORMS.get(name)
    return len(value) <= _LONGEST.get(name, _LONGEST_OF_OTHERS) and (form is None or form.fullmatch(value) is not None)


@dataclass(frozen=True)
class _Squeezed:
    """A text in one script without its white space, and where each of its characters stands."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str, *, offset: int = 0) -> _Squeezed:
        kept = [(place, c) for place, c in enumerate(fold_in_place(text), offset) if not c.isspace()]
        return cls("".join(c for _, c in kept), tuple(place for place, _ in kept))


def _find(words: str, text: str, part: MailPart, *, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Each place of the words, whose white space may be another; never half a word."""
    wanted, searched = _Squeezed.of(words).text, _Squeezed.of(text[start:end], offset=start)
    place = searched.text.find(wanted) if wanted else -1
    while place >= 0:
        first, last = searched.places[place], searched.places[place + len(wanted) - 1] + 1
        if not (_goes_on(text, first) or _goes_on(text, last)):
            yield Span(first, last, CONFIDENCE, part)
        place = searched.text.find(wanted, place + 1)


def _goes_on(text: str, place: int) -> bool:
    """True where a number or a word of letters reaches over the place."""
    around = text[place - 1 : place + 1] if place else ""
    return len(around) == 2 and around.isascii() and around.isalnum()


def _resolve(words: str, value: str, written_at: datetime.datetime | None) -> str | None:
    """The day, with the clock time where the words give it, that the value and the words agree on."""
    today = written_at.date() if written_at else None
    days = {day.date for first in (True, False) for day in find_days(words, today, month_first=first)}
    clocks = list(find_clocks(words))
    if today and not days and clocks:
        days = {today}
    try:
        claimed = datetime.datetime.fromisoformat(value)
    except ValueError:
        return None
    if claimed.date() not in days or (today and claimed.date() > today):
        return None
    hour = claimed.time().replace(tzinfo=None)
    if "T" in value and any(hour in _times(clock, words) for clock in clocks):
        return f"{claimed:%Y-%m-%dT%H:%M}"
    return claimed.date().isoformat()


def _times(clock: Clock, words: str) -> set[datetime.time]:
    """What it may mean: half past three is in the night or in the afternoon where neither is said."""
    return {clock.time, clock.time.replace(hour=clock.time.hour + 12)} if is_vague(clock, words) else {clock.time}
