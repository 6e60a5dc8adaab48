"""Is a report that repeats an earlier one found?  Each mail of a set becomes a case, and is first looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.cases.catalogue import load_catalogue
from assistant.cases.deciding import decide_triage
from assistant.cases.fields import FieldName
from assistant.cases.register import open_case
from assistant.cases.report import Report
from assistant.cases.similar import find_similar
from assistant.cases.targets import Targets
from assistant.conversations.opening_hours import load_opening_hours
from assistant.database import Database
from eval.case_fields.generate import Extracted
from ingestion.mail.case_fields.summary import summarise
from ingestion.mail.reading import citizen_text, detect_language

_CONTACTS = {"name": FieldName.REPORTER_NAME, "phone": FieldName.REPORTER_PHONE}


@dataclass(frozen=True)
class Looked:
    """The id of the mail, of the one it repeats by its label, and of the one that was found."""

    id: str
    repeats: str | None
    found: str | None


def look_for_duplicates(extracted: Sequence[Extracted]) -> list[Looked]:
    """In the order of the mails' dates, in a database of its own.  A label outside the set counts as none."""
    catalogue = load_catalogue()
    targets = Targets(catalogue, load_opening_hours())
    ids: dict[str, str] = {}
    looked = []
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'civicdesk.db'}")
        database.upgrade()
        for one in sorted(extracted, key=_when):
            report = _report(one)
            with database.write() as session:
                location = one.values[FieldName.SUBJECT_LOCATION]
                similar = find_similar(
                    session,
                    category=report.triage.category.code,
                    location=location,
                    near=[choice.code for choice in report.triage.categories[1:]],
                    text=report.text.own,
                    contact=report.contact,
                    limit=1,
                )
                found = ids[similar[0].case.id] if similar else None
                ids[open_case(session, report, targets=targets).case.id] = one.known.id
            repeats = one.known.labels.get("duplicate_of")
            looked.append(Looked(one.known.id, repeats if repeats in ids.values() else None, found))
        database.close()
    return looked


def _report(one: Extracted) -> Report:
    mail, text = one.mail, one.mail.own_text or one.mail.body
    contact = {key: value for key, name in _CONTACTS.items() if (value := one.values[name])}
    return Report(
        text=citizen_text(mail, language=detect_language(mail)),
        triage=decide_triage(mail.subject, text, catalogue=load_catalogue()),
        fields=one.extraction.fields,
        summary=summarise(mail),
        contact=contact | ({"email": mail.from_address} if mail.from_address else {}),
    )


def _when(one: Extracted) -> float:
    return one.mail.date.timestamp() if one.mail.date else 0.0
