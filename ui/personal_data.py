"""Where does this installation keep citizens' words?  Everything that erasing, keeping and restoring look through."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import assistant.personal_data.own_stores as assistant_stores
import ingestion.documents.personal_data as document_stores
import ingestion.mail.personal_data as mail_stores
import knowledge_base.personal_data as knowledge_stores
from assistant.database import Database, utc_now
from assistant.errors import DatabaseUnavailable
from assistant.personal_data.erasing import erase
from assistant.personal_data.keeping import claim_round, end_round, keep
from assistant.personal_data.ledger import Ledger, open_ledger
from assistant.personal_data.requests import list_known, list_unfinished
from assistant.personal_data.retention import load_retention
from assistant.personal_data.stores import FileStore, Registry
from assistant.settings import Settings
from ingestion.mail.kept_files import KeptFiles

REGISTRY = Registry(
    [*assistant_stores.STORES, *mail_stores.STORES, *knowledge_stores.STORES],
    {
        **assistant_stores.NOTHING_PERSONAL,
        **knowledge_stores.NOTHING_PERSONAL,
        **document_stores.NOTHING_PERSONAL,
    },
)


def list_file_stores(settings: Settings) -> Sequence[FileStore]:
    return [KeptFiles(settings.mail_folder)] if settings.mail_folder else []


def replay(settings: Settings, database: Database, ledger: Ledger) -> tuple[int, dict[str, int]]:
    """Erase again whoever is in the ledger, as after a restore.  Returns how many erasures, and rows by store."""
    with database.read() as session:
        ledger.add_missing(list_known(session))
    entries = ledger.read()
    return len(entries), erase(database, REGISTRY, ledger, list_file_stores(settings), entries)


def require_replayed(settings: Settings, database: Database) -> None:
    """Raises DatabaseUnavailable where the ledger knows of erasures that the database has not seen: an older copy."""
    with database.read() as session:
        known = {entry.id for entry in list_known(session)}
    missing = sum(entry.id not in known for entry in open_ledger(settings).read())
    if missing:
        raise DatabaseUnavailable(
            f"the database is older than {missing} erasures of the ledger: run `civicdesk person replay` first"
        )


def keep_tonight(settings: Settings, database: Database, *, stopping: Callable[[], bool]) -> dict[str, int]:
    """End the erasures that were begun; and once a day, at its hour, remove what is past its period."""
    ledger, files, retention = open_ledger(settings), list_file_stores(settings), load_retention(settings.retention)
    with database.read() as session:
        unfinished = list_unfinished(session)
        ledger.add_missing(list_known(session))
    erase(database, REGISTRY, ledger, files, unfinished)
    with database.write() as session:
        day = claim_round(session, retention=retention, here=utc_now().astimezone())
    if day is None:
        return {}
    counts = keep(database, REGISTRY, files, retention=retention, stopping=stopping)
    if not stopping():
        with database.write() as session:
            end_round(session, day, counts)
    return counts
