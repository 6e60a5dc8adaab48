"""What would become of these mails?  Nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from assistant.answering.draft import Question
from assistant.cases.catalogue import Catalogue, load_catalogue
from assistant.cases.deciding import decide_triage
from assistant.cases.fields import FieldName, fields_as_json
from assistant.cases.report import Report
from assistant.cases.similar import likeness, place_likeness
from assistant.cases.triage import Choice
from assistant.errors import CivicDeskError
from assistant.language_models.chosen import ModelStep
from assistant.language_models.opening import open_models
from assistant.settings import Settings, load_settings
from ingestion.mail.content_hash import content_hash
from ingestion.mail.guarded import Parser
from ingestion.mail.parsed_mail import MessageKind, ParsedMail
from ingestion.mail.reading import ReportReader, detect_language
from ui.service import Service, open_database, open_service

SAME_TEXT = 0.6
SAME_PLACE = 0.6
"""As `assistant/cases/similar.py` has them for cases."""


@dataclass(frozen=True)
class Read:
    """One mail of those given."""

    name: str
    digest: str
    mail: ParsedMail
    report: Report | None


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, in the order of the files.")
def command(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Read FILES, one mail each: kind, fields with their evidence, category, departments, priority, matters."""
    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue)
    chosen = open_models(settings, partial(open_database, settings)).chosen.get(ModelStep.MAIL)
    reader = ReportReader(partial(decide_triage, catalogue=catalogue), chosen.model if chosen else None)
    earlier: list[Read] = []
    with Parser(ocr=settings.ocr) as parser, closing(Drafts(settings)) as drafts:
        for path in files:
            raw = path.read_bytes()
            mail = parser.parse(raw)
            report = reader(mail) if mail.kind is MessageKind.CITIZEN else None
            read = Read(path.name, content_hash(raw), mail, report)
            line = as_line(read, earlier, drafts, catalogue)
            click.echo(json.dumps(line, ensure_ascii=False) if as_json else as_text(line))
            earlier.append(read)


class Drafts:
    """Suggested replies from the knowledge, where there is one; opened at the first mail that wants one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._service: Service | None = None
        self._is_missing = False

    def suggest(self, read: Read) -> str | None:
        """The approved sentences that answer the mail; None where nothing does."""
        if read.report is None or (service := self._open()) is None:
            return None
        text = read.report.text.own.strip()[:2000]
        answer = service.assistant.answer(Question(text, read.report.text.language)) if text else None
        return answer.text if answer is not None and answer.citations else None

    def close(self) -> None:
        if self._service is not None:
            self._service.close()

    def _open(self) -> Service | None:
        if self._service is None and not self._is_missing:
            try:
                self._service = open_service(self._settings)
                self._is_missing = not self._service.knowledge.size()[0]
            except CivicDeskError:
                self._is_missing = True
        return None if self._is_missing else self._service


def as_line(read: Read, earlier: Iterable[Read], drafts: Drafts, catalogue: Catalogue) -> dict[str, Any]:
    """The mail in the shape of the contract; a mail that no citizen wrote has a kind and little else."""
    report = read.report
    triage = report.triage if report else None
    return {
        "file": read.name,
        "message_kind": read.mail.kind.value,
        "language": report.text.language if report else detect_language(read.mail),
        "case_type": triage.case_type.code if triage else None,
        "category": _category(triage.categories) if triage else None,
        "departments": [choice.code for choice in triage.departments] if triage else [],
        "priority": triage.priority.code if triage else None,
        "fields": fields_as_json(report.fields if report else {}),
        "issues": [_issue(issue) for issue in report.issues] if report else [],
        "duplicate_of": find_duplicate(read, earlier),
        "injection_suspected": report.injection_suspected if report else False,
        "wants_reply": report.wants_reply if report else None,
        "summary": report.summary if report else read.mail.kind_reason,
        "suggested_reply": drafts.suggest(read),
        "needs_person": triage.why if triage else "",
    }


def find_duplicate(read: Read, earlier: Iterable[Read]) -> str | None:
    """The first earlier file that is the same mail, or the same matter."""
    return next((other.name for other in earlier if _is_same(read, other)), None)


def as_text(line: dict[str, Any]) -> str:
    """The mail as a person reads it on a terminal."""
    return "\n".join(_lines(line))


def _lines(line: dict[str, Any]) -> Iterator[str]:
    yield f"{line['file']}: {line['message_kind']}, {line['language']}"
    yield f"  {line['summary']}"
    if line["category"]:
        category, departments = line["category"], ", ".join(line["departments"])
        kind = f"{line['case_type']}, {line['priority']}"
        yield f"  {kind}; {category['value']} ({category['confidence']}); {departments}"
    for name, value in line["fields"].items():
        if value:
            yield f"  {name}: {value['value']}"
    for label in ("duplicate_of", "needs_person", "suggested_reply"):
        if line[label]:
            yield f"  {label}: {line[label]}"


def _is_same(read: Read, other: Read) -> bool:
    if read.digest == other.digest:
        return True
    if read.report is None or other.report is None:
        return False
    one, two = read.report, other.report
    if one.triage.category.code not in {choice.code for choice in two.triage.categories}:
        return False
    nearness, alike = place_likeness(_place(one), _place(two)), likeness(one.text.own, two.text.own)
    if nearness >= SAME_PLACE or alike >= SAME_TEXT:
        return True
    # The same matter again in another language shares hardly a word, nor the place's name.
    is_translated = one.text.language != two.text.language and one.triage.category.code == two.triage.category.code
    return _is_same_person(one, two) and (is_translated or alike >= SAME_TEXT / 2)


def _is_same_person(one: Report, two: Report) -> bool:
    return any(one.contact[name] == two.contact.get(name) for name in ("email", "phone") if name in one.contact)


def _place(report: Report) -> str:
    found = report.fields.get(FieldName.SUBJECT_LOCATION)
    return found.value if found else ""


def _category(choices: Iterable[Choice]) -> dict[str, Any]:
    best, *others = choices
    alternatives = [{"value": choice.code, "confidence": round(choice.confidence, 3)} for choice in others]
    return {"value": best.code, "confidence": round(best.confidence, 3), "alternatives": alternatives}


def _issue(issue: Any) -> dict[str, Any]:
    departments = [choice.code for choice in issue.triage.departments]
    place = {"start": issue.start, "end": issue.end}
    return {"text": issue.text, **place, "category": issue.triage.category.code, "departments": departments}
