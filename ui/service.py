"""Of which parts is one running service made?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from assistant.assistant import Assistant
from assistant.cases.catalogue import Catalogue
from assistant.cases.serving_classifier import ServingClassifier
from assistant.cases.targets import Targets
from assistant.database import Database
from assistant.errors import DatabaseUnavailable
from assistant.language_models.chosen import NO_MODELS, Models
from assistant.language_models.opening import open_models
from assistant.settings import PREFIX, Settings
from knowledge_base.embeddings import open_embedding
from knowledge_base.gates import run_gates
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.known_models import remember
from knowledge_base.re_embedding import ServedKnowledge, open_served_knowledge

RunGates = Callable[[Database, KnowledgeBase, str, int], None]
"""Makes the checks of one version of an article that stand before it is published."""


def run_no_gates(_database: Database, _knowledge: KnowledgeBase, _article_id: str, _number: int) -> None:
    """Leaves the checks as they are: what nobody has checked is not published."""


@dataclass(frozen=True)
class Service:
    settings: Settings
    database: Database
    catalogue: Catalogue
    served: ServedKnowledge
    assistant: Assistant
    targets: Targets
    models: Models = NO_MODELS
    classifier: ServingClassifier = field(default_factory=ServingClassifier)
    run_gates: RunGates = run_no_gates

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge that serves now."""
        return self.served.knowledge

    def close(self) -> None:
        self.served.close()
        self.database.close()


def open_database(settings: Settings) -> Database:
    """The installation's database with the newest schema.  Raises DatabaseUnavailable, naming the setting to change."""
    from alembic.util import CommandError  # Alembic takes a tenth of a second, and only the start looks at the schema.

    try:
        database = Database(settings.sqlalchemy_url)
        if not database.schema_is_current():
            database.upgrade()
    except (DatabaseUnavailable, SQLAlchemyError, CommandError, OSError) as error:
        setting = PREFIX + ("DATABASE_URL" if settings.database_url else "HOME")
        reason = str(error).partition("\n")[0]
        raise DatabaseUnavailable(f"{setting}: the database there cannot be used: {reason}") from error
    return database


def open_service(settings: Settings, *, at_once: bool = False) -> Service:
    """Put the parts together; the index is filled at the first question or by `served.warm_up()`.

    `at_once` serves whatever became of the embedding model; otherwise a damaged one is refused, and the vectors of
    another one are made before the first answer.
    """
    database = open_database(settings)
    targets = Targets.load(settings)
    catalogue = targets.catalogue
    if at_once:
        served = open_served_knowledge(settings, database)
    else:
        embedding = open_embedding(settings)
        remember(settings, embedding.name)
        served = ServedKnowledge(settings, database, serving=embedding)
    models = open_models(settings, lambda: database)
    assistant = Assistant(
        served,
        database,
        catalogue,
        hours=targets.hours,
        models=models,
        patience_seconds=settings.model_patience_seconds,
        kept_answers=settings.model_kept_answers,
    )
    gates = partial(run_gates, margin=settings.replay_margin, catalogue=catalogue)
    return Service(settings, database, catalogue, served, assistant, targets, models, run_gates=gates)
