"""How does a kept mail become a case, or part of one?  Read outside, then filed in one transaction."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.cases import referrals, register
from assistant.cases.alerts import raise_emergency
from assistant.cases.fields import FieldName
from assistant.cases.models import Case
from assistant.cases.numbers import find_numbers
from assistant.cases.report import Report
from assistant.cases.similar import find_similar
from assistant.cases.targets import Targets
from assistant.cases.triage import Priority
from assistant.database import Database, utc_now
from assistant.errors import DatabaseUnavailable, MailUnreadable
from assistant.outgoing.identity import Identity
from ingestion.mail import intake
from ingestion.mail.acknowledging import acknowledge
from ingestion.mail.intake import LEASE, MailState
from ingestion.mail.models import Mail
from ingestion.mail.parsed_mail import MessageKind, ParsedMail
from ingestion.mail.reading import ReadReport
from ingestion.mail.replies import keep_for_a_look, take_reply
from ingestion.mail.sender_checks import Dmarc, is_from_citizen_of, read_dmarc

INTAKE = Actor("intake", frozenset({Permission.CASE_READ, Permission.CASE_HANDLE}))
"""Refers what it is sure of; everything it does is in the case's log under this name."""
SURE = "recognised from the mail: {}"
logger = logging.getLogger(__name__)


class MailParser(Protocol):
    """Reads bytes that nobody has yet believed, within limits.  Both raise MailUnreadable only."""

    def parse(self, raw: bytes) -> ParsedMail: ...

    def extract_attachments(self, raw: bytes) -> list[bytes]: ...


@dataclass(frozen=True)
class Filer:
    database: Database
    parser: MailParser
    read: ReadReport
    identity: Identity
    targets: Targets
    authserv_id: str = ""
    lease: datetime.timedelta = LEASE

    def file_due(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """File the mails that wait, and say how many were looked at."""
        count = 0
        while not stopping() and (claimed := self._claim()):
            self._file(claimed)
            count += 1
        return count

    def _claim(self) -> Mail | None:
        with self.database.read() as session:
            if session.scalar(intake.due(utc_now())) is None:
                return None
        with self.database.write() as session:
            return intake.claim(session, lease=self.lease)

    def _file(self, claimed: Mail) -> None:
        try:
            mail = self.parser.parse(claimed.raw)
            is_wanted = mail.kind is MessageKind.CITIZEN or claimed.kind == MessageKind.CITIZEN
            report = self._read(mail, claimed) if is_wanted else None
            # Everything slow is done before the transaction: on SQLite nobody else can write during it.
            with self.database.write() as session:
                row = intake.hold(session, claimed)
                if row is not None:
                    self._keep(session, row, mail, report)
        except DatabaseUnavailable:
            raise
        except MailUnreadable as error:
            self._put_back(claimed, str(error))
        except Exception as error:
            logger.exception("mail %d could not be filed", claimed.id)
            self._put_back(claimed, f"{type(error).__name__}")

    def _put_back(self, claimed: Mail, reason: str) -> None:
        with self.database.write() as session:
            intake.put_back(session, claimed, reason)

    def _read(self, mail: ParsedMail, claimed: Mail) -> Report:
        contents = self.parser.extract_attachments(claimed.raw) if mail.attachments else []
        report = self.read(mail, contents=contents, mail_id=claimed.id)
        if self._find_case_id(mail):
            return report
        with self.database.read() as session:
            known, reason = _find_earlier(session, mail, report)
        return replace(_for_a_person(report, [reason]), duplicate_of_id=known)

    def _find_case_id(self, mail: ParsedMail) -> str | None:
        return self.identity.tokens.find_case_id((*mail.to, mail.in_reply_to, *mail.references))

    def _keep(self, session: Session, row: Mail, mail: ParsedMail, report: Report | None) -> None:
        row.filed_at = utc_now()
        if report is None:
            row.kind, row.state, row.reason = mail.kind.value, MailState.SET_ASIDE.value, mail.kind_reason
            return
        row.kind, row.state, row.reason = MessageKind.CITIZEN.value, MailState.FILED.value, None
        dmarc = read_dmarc(mail, authserv_id=self.authserv_id)
        case_id = self._find_case_id(mail)
        case = session.get(Case, case_id) if case_id else None
        if case is None:
            case = self._open(session, row, mail, report, dmarc)
        elif dmarc is Dmarc.FAIL or not is_from_citizen_of(mail, case):
            reason = "a reply came from another address than the citizen's"
            row.reason = reason
            keep_for_a_look(session, case, report.text, reason=reason)
        else:
            kind = report.triage.case_type.code
            take_reply(session, case, report.text, case_type=kind, targets=self.targets)
        row.case_id = case.id

    def _open(self, session: Session, row: Mail, mail: ParsedMail, report: Report, dmarc: Dmarc) -> Case:
        reasons = [
            "another mail has come under the same Message-ID" if row.same_id_as is not None else "",
            "the sender's domain says that the mail is not its own (DMARC)" if dmarc is Dmarc.FAIL else "",
        ]
        report = _for_a_person(report, reasons)
        case = register.open_case(session, report, targets=self.targets, actor=INTAKE).case
        if case.priority == Priority.EMERGENCY:
            raise_emergency(session, case)
        acknowledge(session, case, mail, identity=self.identity, dmarc=dmarc)
        if not report.triage.needs_person:
            why = SURE.format(report.triage.department.reason or report.triage.category.reason or case.category)
            department = report.triage.department.code
            referrals.refer(
                session, case.id, actor=INTAKE, department=department, reason=why, catalogue=self.targets.catalogue
            )
        return case


def _find_earlier(session: Session, mail: ParsedMail, report: Report) -> tuple[str | None, str]:
    """A case that the mail names, or one that looks like the same matter; both are for a person to look at."""
    for number in find_numbers(f"{mail.subject}\n{mail.body}"):
        if named := session.scalar(select(Case.id).where(Case.number == number)):
            return named, f"the mail names the case {number}, and is no reply to a mail of ours"
    location = report.fields.get(FieldName.SUBJECT_LOCATION)
    similar = find_similar(
        session,
        category=report.triage.category.code,
        location=location.value if location else None,
        near=[choice.code for choice in report.triage.categories[1:]],
        text=report.text.own,
        contact=report.contact,
        limit=1,
    )
    if not similar:
        return None, ""
    return similar[0].case.id, f"looks like the case {similar[0].case.number}: {similar[0].why}"


def _for_a_person(report: Report, reasons: Sequence[str]) -> Report:
    if not any(reasons):
        return report
    why = "; ".join(reason for reason in (report.triage.why, *reasons) if reason)
    return replace(report, triage=replace(report.triage, needs_person=True, why=why))
