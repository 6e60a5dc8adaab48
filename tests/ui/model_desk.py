"""How does a test get a service whose agents are helped by a language model, real on the wire?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.database import Database
from assistant.settings import PREFIX
from tests.chat_server import ChatServer, chat_server
from tests.ui.conftest import install
from tests.ui.inside import database_of
from ui.app import create_app


@dataclass(frozen=True)
class ModelDesk:
    client: TestClient
    model: ChatServer

    @property
    def database(self) -> Database:
        return database_of(self.client)


@contextmanager
def model_desk(home: Path) -> Iterator[ModelDesk]:
    with pytest.MonkeyPatch.context() as patch, chat_server() as model:
        for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
            patch.delenv(name)
        settings = install(home, model="small", model_base_url=model.url)
        with TestClient(create_app(settings), raise_server_exceptions=False) as client:
            yield ModelDesk(client, model)
