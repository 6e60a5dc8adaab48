"""Where do the tests of a model's help for agents get their model from?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering.draft import Tools
from tests.assistant.suggestions.by_model.agent_model import agent_model
from tests.chat_server import ChatServer


@pytest.fixture
def model() -> Iterator[tuple[ChatServer, Tools]]:
    with agent_model() as running:
        yield running
