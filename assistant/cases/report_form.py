"""What does a citizen's form become?  Looked at before it is sent, and a case once it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from assistant.cases.fields import FieldName, Fields, FieldValue
from assistant.cases.report import CitizenText, Report, ReportFile
from assistant.cases.similar import Similar, find_similar
from assistant.cases.states import OPEN
from assistant.cases.targets import Targets
from assistant.cases.texts import written
from assistant.cases.triage import Choice, Priority, Triage
from assistant.errors import InvalidInput
from assistant.languages import clean
from assistant.sentences import split_sentences

MAX_TEXT = 5_000
MAX_SIMILAR = 3
_LONGEST_SUMMARY = 200


@dataclass(frozen=True)
class Reading:
    """What was found in the words of a form."""

    triage: Triage
    fields: Fields = field(default_factory=dict)
    wants_reply: bool | None = None
    injection_suspected: bool = False


@dataclass(frozen=True)
class ReportForm:
    """What somebody has filled in; what they have left out is None or empty."""

    text: str
    language: str
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    time: str = ""
    """ISO 8601, as the field of a case wants it."""
    category: str | None = None
    """What the citizen has chosen instead of what was found."""
    contact: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[ReportFile] = ()
    conversation_id: str | None = None
    channel: str = "web"
    is_danger: bool = False
    """Its words tell of danger to life."""


def read_form(form: ReportForm, reading: Reading, targets: Targets) -> Report:
    """The report; what was filled in goes before what was found in its words.  Raises InvalidInput."""
    text = written(form.text, "text", at_most=MAX_TEXT)
    triage = _with_danger(_with_choice(reading.triage, form.category, targets), form.is_danger)
    contact = {name: clean(value).strip() for name, value in form.contact.items()}
    values = {
        FieldName.REPORTER_NAME: contact.get("name"),
        FieldName.REPORTER_PHONE: contact.get("phone"),
        FieldName.REPORTER_EMAIL: contact.get("email"),
        FieldName.SUBJECT_LOCATION: clean(form.place).strip(),
        FieldName.INCIDENT_START: form.time,
    }
    given = {name: FieldValue(value, 1.0, None) for name, value in values.items() if value}
    return Report(
        text=CitizenText(text, channel=form.channel, language=form.language, files=form.files),
        triage=triage,
        fields={**reading.fields, **given},
        summary=_summarise(text),
        contact={name: value for name, value in contact.items() if value},
        wants_reply=reading.wants_reply,
        injection_suspected=reading.injection_suspected,
        conversation_id=form.conversation_id,
        latitude=form.latitude,
        longitude=form.longitude,
    )


def find_public_matches(session: Session, report: Report) -> list[Similar]:
    """Open cases that may be the same matter, of those that anybody may hear of; nobody's contact is compared."""
    if report.triage.category.code not in _public_matters():
        return []
    place = report.fields.get(FieldName.SUBJECT_LOCATION)
    near = [choice.code for choice in report.triage.categories[1:]]
    found = find_similar(
        session,
        category=report.triage.category.code,
        location=place.value if place else None,
        latitude=report.latitude,
        longitude=report.longitude,
        near=[code for code in near if code in _public_matters()],
        text=report.text.body,
    )
    shown = [similar for similar in found if similar.case.state in OPEN and similar.case.category in _public_matters()]
    return shown[:MAX_SIMILAR]


def is_public_matter(category: str) -> bool:
    return category in _public_matters()


def _with_choice(triage: Triage, code: str | None, targets: Targets) -> Triage:
    """The citizen's own choice first; what was found stays the next alternative."""
    if code is None or code == triage.category.code:
        return triage
    category = targets.catalogue.categories.get(code)
    if category is None:
        raise InvalidInput(f"no such category: {code}", field="category")
    reason = "the citizen has chosen it"
    others = tuple(choice for choice in triage.categories if choice.code != code)
    departments = tuple(choice for choice in triage.departments if choice.code != category.department)
    return replace(
        triage,
        categories=(Choice(code, 1.0, reason), *others)[:3],
        departments=(Choice(category.department, 1.0, reason), *departments)[:3],
    )


def _with_danger(triage: Triage, is_danger: bool) -> Triage:
    if not is_danger or triage.priority.code == Priority.EMERGENCY:
        return triage
    return replace(triage, priority=Choice(Priority.EMERGENCY.value, 1.0, "words of danger to life"))


def _summarise(text: str) -> str:
    line = " ".join(next(iter(split_sentences(text)), text).split())
    return line if len(line) <= _LONGEST_SUMMARY else line[: _LONGEST_SUMMARY - 1] + "…"


@lru_cache(maxsize=1)
def _public_matters() -> frozenset[str]:
    listed = tomllib.loads(Path(__file__).with_name("public_matters.toml").read_text("utf-8"))["categories"]
    return frozenset(listed)
