"""How does a process ask the knowledge that seldom needs to?  Its index and model are loaded at the first need."""

from __future__ import annotations

import threading

from assistant.database import Database
from assistant.settings import Settings
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.re_embedding import ServedKnowledge, open_served_knowledge


class LazyKnowledge:
    """Gives the knowledge that serves now.  Safe for many threads."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._served: ServedKnowledge | None = None
        self._lock = threading.Lock()

    def __call__(self) -> KnowledgeBase:
        with self._lock:
            if self._served is None:
                self._served = open_served_knowledge(self._settings, self._database)
            return self._served.knowledge

    def close(self) -> None:
        with self._lock:
            if self._served is not None:
                self._served.close()
