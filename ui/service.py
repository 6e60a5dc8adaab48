"""Of which parts is one running service made?"""

from __future__ import annotations

from dataclasses import dataclass

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from assistant.assistant import Assistant
from assistant.cases.catalogue import Catalogue, load_catalogue
from assistant.database import Database
from assistant.errors import DatabaseUnavailable
from assistant.settings import PREFIX, Settings
from knowledge_base.knowledge_base import KnowledgeBase, open_knowledge_base


@dataclass(frozen=True)
class Service:
    settings: Settings
    database: Database
    catalogue: Catalogue
    knowledge: KnowledgeBase
    assistant: Assistant

    def close(self) -> None:
        self.knowledge.close()
        self.database.close()


def open_database(settings: Settings) -> Database:
    """The installation's database with the newest schema.  Raises DatabaseUnavailable, naming the setting to change."""
    try:
        database = Database(settings.sqlalchemy_url)
        if not database.schema_is_current():
            database.upgrade()
    except (DatabaseUnavailable, SQLAlchemyError, CommandError, OSError) as error:
        setting = PREFIX + ("DATABASE_URL" if settings.database_url else "HOME")
        reason = str(error).partition("\n")[0]
        raise DatabaseUnavailable(f"{setting}: the database there cannot be used: {reason}") from error
    return database


def open_service(settings: Settings) -> Service:
    """Put the parts together; the index is filled at the first question or by `knowledge.refresh()`."""
    database = open_database(settings)
    catalogue = load_catalogue(settings.catalogue)
    knowledge = open_knowledge_base(settings, database)
    return Service(settings, database, catalogue, knowledge, Assistant(knowledge, database, catalogue))
