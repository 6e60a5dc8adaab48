"""What has the citizen reported?  The parsed mail with its fields, its matters and whose they are: a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.cases.deciding import Circumstances
from assistant.cases.fields import FieldName, Fields
from assistant.cases.report import CitizenText, Issue, Report, ReportFile
from assistant.cases.triage import Triage
from assistant.language_models.chat_model import ChatModel
from assistant.languages import LANGUAGES, detect
from assistant.outgoing.addresses import is_one_address
from assistant.sentences import split_sentences
from ingestion.mail.case_fields.extraction import extract
from ingestion.mail.case_fields.issues import IssueText
from ingestion.mail.case_fields.summary import summarise
from ingestion.mail.parsed_mail import ParsedMail
from ingestion.mail.triaging import words_aimed_at_machines, words_to_judge

LONGEST_SUMMARY = 200
_CHANNEL = "email"


class DecideTriage(Protocol):
    """Whose matter it is, how urgent, and whether a person is to look."""

    def __call__(self, subject: str, text: str, *, circumstances: Circumstances) -> Triage: ...


class ReadReport(Protocol):
    def __call__(self, mail: ParsedMail, *, contents: Sequence[bytes] = (), mail_id: int | None = None) -> Report:
        """`contents` are the attachments' bytes in their order; `mail_id` is the row that keeps the mail."""


@dataclass(frozen=True)
class ReportReader:
    """Reads with the house's own rules and classifiers; nothing is stored."""

    decide: DecideTriage
    model: ChatModel | None = None
    """May propose fields, matters and a summary, each of which is looked for in the mail; it decides nothing."""

    def __call__(self, mail: ParsedMail, *, contents: Sequence[bytes] = (), mail_id: int | None = None) -> Report:
        found = extract(mail, model=self.model)
        language, aimed = detect_language(mail), words_aimed_at_machines(mail)
        circumstances = Circumstances(aimed, len(found.issues))
        triage = self.decide(mail.subject, words_to_judge(mail), circumstances=circumstances)
        return Report(
            text=citizen_text(mail, language=language, contents=contents, mail_id=mail_id),
            triage=triage,
            fields=found.fields,
            summary=found.summary or summarise(mail) or "—",
            contact=_contact(mail, found.fields),
            issues=self._read_issues(mail, found.issues, triage, aimed),
            wants_reply=found.wants_reply,
            injection_suspected=found.injection_suspected,
        )

    def _read_issues(
        self, mail: ParsedMail, matters: Sequence[IssueText], whole: Triage, aimed: Sequence[str]
    ) -> list[Issue]:
        if len(matters) < 2:
            return [Issue(m.text, m.start, m.end, whole, _first_line(m.text)) for m in matters]
        alone = Circumstances(aimed)
        return [
            Issue(m.text, m.start, m.end, self.decide("", m.text, circumstances=alone), _first_line(m.text))
            for m in matters
        ]


def detect_language(mail: ParsedMail) -> str:
    """In which language the citizen wrote, of those that are served."""
    found = detect(f"{mail.subject}\n{mail.own_text or mail.body}").language
    return found if found in LANGUAGES else "en"


def citizen_text(
    mail: ParsedMail, *, language: str, contents: Sequence[bytes] = (), mail_id: int | None = None
) -> CitizenText:
    """The mail as the case's log keeps it, in the citizen's own words."""
    return CitizenText(
        body=mail.body,
        subject=mail.subject,
        channel=_CHANNEL,
        language=language,
        from_header=mail.from_header,
        segments=[{"kind": s.kind.value, "start": s.start, "end": s.end} for s in mail.segments],
        attachment_text=mail.attachment_text,
        html=mail.html,
        files=_files(mail, contents),
        mail_id=mail_id,
    )


def _first_line(text: str) -> str:
    """The first sentence: what staff read of one matter."""
    line = " ".join(next(iter(split_sentences(text)), "").split()) or "—"
    return line if len(line) <= LONGEST_SUMMARY else line[: LONGEST_SUMMARY - 1] + "…"


def _files(mail: ParsedMail, contents: Sequence[bytes]) -> list[ReportFile]:
    kept: list[bytes | None] = [*contents, *[None] * (len(mail.attachments) - len(contents))]
    return [
        ReportFile(a.filename[:200], a.media_type[:100], a.size, a.sha256, content, a.problem)
        for a, content in zip(mail.attachments, kept, strict=False)
    ]


def _contact(mail: ParsedMail, fields: Fields) -> Mapping[str, str]:
    """The address is the one that wrote: what stands in a mail, or in its Reply-To, may be anybody's."""
    name, phone = fields.get(FieldName.REPORTER_NAME), fields.get(FieldName.REPORTER_PHONE)
    found = {
        "name": name.value if name else mail.from_name,
        "email": mail.from_address if is_one_address(mail.from_address) else "",
        "phone": phone.value if phone else "",
    }
    return {key: value for key, value in found.items() if value}
