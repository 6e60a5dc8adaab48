"""Does the command that teaches the classifier do what it says?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.cases import learning
from assistant.cases.models import TriageModel
from assistant.cases.training import Example
from assistant.cases.training_lines import TrainingLine
from assistant.database import Database
from tests.assistant.cases.test_learning import teach
from tests.ui.command_line import home, refusal, run

__all__ = ["home"]
HEADS = {"department": "HYD", "case_type": "service_request", "priority": "normal"}


@pytest.fixture
def database(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A city with few lines, so that each training takes a moment only."""
    texts = {"street_light": "the lamp number {} is dark", "road_defect": "hole number {} in the road"}
    lines = tuple(
        TrainingLine("en", Example("", text.format(number), {"category": category, **HEADS}))
        for category, text in texts.items()
        for number in range(20)
    )
    monkeypatch.setattr(learning, "read_training_lines", lambda: lines)
    run("db", "upgrade")
    opened = Database(f"sqlite:///{home / 'civicdesk.db'}")
    yield opened
    opened.close()


def promoted(database: Database) -> list[bool]:
    with database.read() as session:
        return [model.promoted_at is not None for model in session.query(TriageModel)]


def test_before_and_after_are_shown_and_nothing_is_kept(database: Database):
    teach(database, 60)
    told = run("cases", "learn")
    assert "category, corrections" in told
    assert "60 corrections" in told
    assert told.endswith("nothing fell: --promote lets it serve\n")
    assert promoted(database) == []


def test_what_lets_nothing_fall_is_promoted(database: Database):
    teach(database, 60)
    assert run("cases", "learn", "--promote").endswith("promoted: it serves within a minute\n")
    assert promoted(database) == [True]


def test_what_makes_something_fall_is_kept_and_does_not_serve(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(learning.Comparison, "has_fallen", True)
    teach(database, 60)
    assert "fell" in refusal(monkeypatch, capsys, "cases", "learn", "--promote")
    assert promoted(database) == [False]


def test_without_corrections_the_command_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert "no correction" in refusal(monkeypatch, capsys, "cases", "learn")
