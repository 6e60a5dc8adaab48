"""Of which parts are mail's intake and everything that sends made?"""

from __future__ import annotations

from pathlib import Path

from assistant.cases.catalogue import Catalogue
from assistant.cases.deciding import Circumstances, decide_triage
from assistant.cases.serving_classifier import ServingClassifier
from assistant.cases.targets import Targets
from assistant.cases.triage import Triage
from assistant.database import Database
from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import ModelStep
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
from ingestion.mail.reading import ReportReader


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


def open_mailboxes(settings: Settings) -> list[Mailbox]:
    """Every mailbox of the settings.  Raises SettingsInvalid."""
    boxes: list[Mailbox] = [ImapMailbox(address) for address in read_imap_urls(settings.imap_url.get_secret_value())]
    if settings.mail_folder:
        boxes.append(FolderMailbox(Path(settings.mail_folder)))
    return boxes


def open_filer(settings: Settings, database: Database, parser: MailParser) -> Filer:
    targets = Targets.load(settings)
    chosen = open_models(settings, lambda: database).chosen.get(ModelStep.MAIL)
    return Filer(
        database,
        parser,
        ReportReader(ServedTriage(database, targets.catalogue), chosen.model if chosen else None),
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
