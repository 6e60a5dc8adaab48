"""Of which parts are mail's intake and everything that sends made?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.cases.catalogue import Catalogue
from assistant.cases.deciding import Circumstances, decide_triage
from assistant.cases.report import Report
from assistant.cases.serving_classifier import ServingClassifier
from assistant.cases.targets import Targets
from assistant.cases.triage import Triage
from assistant.database import Database
from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import Models, ModelStep
from assistant.language_models.opening import open_models
from assistant.outgoing.calling import WebhookCaller
from assistant.outgoing.identity import load_identity
from assistant.outgoing.sending import MailSender
from assistant.outgoing.smtp import read_smtp_url
from assistant.settings import PREFIX, Settings
from ingestion.mail.filing import Filer, MailParser
from ingestion.mail.folder_mailbox import FolderMailbox
from ingestion.mail.imap_mailbox import ImapMailbox, read_imap_urls
from ingestion.mail.mailbox import Mailbox
from ingestion.mail.parsed_mail import ParsedMail
from ingestion.mail.reading import DecideTriage, ReportReader


class ServedTriage:
    """Triage by the classifier that was promoted last."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue
        self._serving = ServingClassifier()

    def __call__(self, subject: str, text: str, *, circumstances: Circumstances) -> Triage:
        with self._database.read() as session:
            model = self._serving.current(session)
        return decide_triage(subject, text, catalogue=self._catalogue, model=model, circumstances=circumstances)


@dataclass(frozen=True)
class ServedReader:
    """Reads a mail with the model that is chosen for mails at that moment, or none."""

    decide: DecideTriage
    models: Models

    def __call__(self, mail: ParsedMail, *, contents: Sequence[bytes] = (), mail_id: int | None = None) -> Report:
        chosen = self.models.find(ModelStep.MAIL)
        reader = ReportReader(self.decide, chosen.model if chosen else None)
        return reader(mail, contents=contents, mail_id=mail_id)


def open_mailboxes(settings: Settings) -> list[Mailbox]:
    """Every mailbox of the settings.  Raises SettingsInvalid."""
    boxes: list[Mailbox] = [ImapMailbox(address) for address in read_imap_urls(settings.imap_url.get_secret_value())]
    if settings.mail_folder:
        boxes.append(FolderMailbox(Path(settings.mail_folder)))
    return boxes


def open_filer(settings: Settings, database: Database, parser: MailParser) -> Filer:
    targets = Targets.load(settings)
    models = open_models(settings, lambda: database)
    return Filer(
        database,
        parser,
        ServedReader(ServedTriage(database, targets.catalogue), models),
        load_identity(settings),
        targets,
        authserv_id=settings.mail_authserv_id,
    )


def open_sender(settings: Settings, database: Database) -> MailSender | None:
    """None where no server is set; what is queued waits.  Raises SettingsInvalid."""
    server, identity = read_smtp_url(settings.smtp_url.get_secret_value()), load_identity(settings)
    if server is None:
        return None
    if not identity.address:
        field = f"{PREFIX}MAIL_ADDRESS"
        raise SettingsInvalid(f"{field}: mails need an address from which they are sent", field=field)
    return MailSender(database, server, identity)


def open_caller(settings: Settings, database: Database) -> WebhookCaller:
    return WebhookCaller(database, allow_private=settings.webhook_private)
