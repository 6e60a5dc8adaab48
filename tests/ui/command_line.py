"""With which words does a test run commands, and in which installation?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from assistant.conversations.models import Conversation, Message
from assistant.database import Database
from tests.ui.conftest import write_articles
from ui.cli import cli, main


@pytest.fixture
def home(tmp_path: Path, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder of a fresh installation, which the commands find through their environment."""
    folder = tmp_path / "state"
    monkeypatch.setenv("CIVICDESK_HOME", str(folder))
    monkeypatch.setenv("CIVICDESK_EMBEDDING", "hash")
    return folder


@pytest.fixture
def filled_home(home: Path, tmp_path: Path) -> Path:
    """The same with articles that are live."""
    run("kb", "import", str(write_articles(tmp_path)), "--publish")
    return home


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    """What the commands read and write."""
    run("db", "upgrade")
    opened = Database(f"sqlite:///{home / 'civicdesk.db'}")
    yield opened
    opened.close()


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def run(*arguments: str) -> str:
    """What a command that succeeds says."""
    result = invoke(*arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line in which the program says why it stops."""
    monkeypatch.setattr(sys, "argv", ["civicdesk", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    told = capsys.readouterr().err.strip()
    assert told.startswith("civicdesk: ")
    assert "\n" not in told
    return told


def write_batch(folder: Path, *rows: Any) -> Path:
    path = folder / "questions.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def answer_batch(folder: Path, *rows: Any, options: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The answers to a batch of `rows`."""
    out = folder / "answers.jsonl"
    run("ask", "--batch", str(write_batch(folder, *rows)), "--out", str(out), *options)
    return [json.loads(line) for line in out.read_text("utf-8").split("\n") if line]


def stored_turns(home: Path) -> list[tuple[str, str]]:
    """Role and text of every stored message, conversation by conversation."""
    database = Database(f"sqlite:///{home / 'civicdesk.db'}")
    with database.read() as session:
        turns = session.scalars(
            select(Message)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .order_by(Conversation.created_at, Message.sequence)
        )
        stored = [(turn.role, turn.text) for turn in turns]
    database.close()
    return stored
