"""A desk that files mail in a test: the real parser, fields and rows, with a triage that is told what to say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy import select

from assistant.cases.deciding import Circumstances
from assistant.cases.models import Case, CaseAlert, CaseMessage
from assistant.cases.triage import Triage
from assistant.database import Database
from assistant.outgoing.identity import Identity
from assistant.outgoing.models import OutgoingMail
from assistant.outgoing.reply_tokens import ReplyTokens
from ingestion.mail import intake
from ingestion.mail.filing import Filer
from ingestion.mail.models import Mail
from ingestion.mail.parsed_mail import ParsedMail
from ingestion.mail.parsing import parse_mail, unpack_attachments
from ingestion.mail.reading import ReportReader
from tests.assistant.cases.reports import TARGETS, triage

OWN = "help@city.example"
IDENTITY = Identity(OWN, "City Hotline", ReplyTokens(b"a secret of the tests"))
MAILBOX = "folder:tests"


class PlainParser:
    """The parser without its child process."""

    def parse(self, raw: bytes) -> ParsedMail:
        return parse_mail(raw)

    def extract_attachments(self, raw: bytes) -> list[bytes]:
        return unpack_attachments(raw)


@dataclass
class Desk:
    database: Database
    found: Triage = field(default_factory=lambda: triage(why="a person decides in this test"))
    authserv_id: str = "mx.city.example"
    identity: Identity = IDENTITY

    def triage(self, subject: str, text: str, *, circumstances: Circumstances) -> Triage:
        return self.found

    def filer(self) -> Filer:
        return Filer(
            self.database,
            PlainParser(),
            ReportReader(self.triage),
            self.identity,
            TARGETS,
            authserv_id=self.authserv_id,
        )

    def take(self, *raws: bytes) -> None:
        """Keep the mails and file what waits."""
        self.keep(*raws)
        self.filer().file_due()

    def keep(self, *raws: bytes) -> list[str]:
        kept = []
        for raw in raws:
            with self.database.write() as session:
                kept.append(intake.store(session, MAILBOX, raw).value)
        return kept

    def mails(self) -> list[Mail]:
        with self.database.read() as session:
            return list(session.scalars(select(Mail).order_by(Mail.id)))

    def cases(self) -> list[Case]:
        with self.database.read() as session:
            return list(session.scalars(select(Case).order_by(Case.opened_at, Case.entry_count)))

    def case(self) -> Case:
        (only,) = self.cases()
        return only

    def texts(self, case: Case) -> list[CaseMessage]:
        with self.database.read() as session:
            return list(
                session.scalars(
                    select(CaseMessage).where(CaseMessage.case_id == case.id).order_by(CaseMessage.sequence)
                )
            )

    def alerts(self) -> list[str]:
        with self.database.read() as session:
            return list(session.scalars(select(CaseAlert.rule).where(CaseAlert.fired_at.is_not(None))))

    def outgoing(self) -> list[OutgoingMail]:
        with self.database.read() as session:
            return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))

    def sure(self) -> Desk:
        """The same desk where nobody needs to look."""
        return replace(self, found=triage())
