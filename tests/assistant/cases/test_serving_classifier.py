"""Which classifier serves now?"""

from __future__ import annotations

import datetime
from functools import cache

import pytest

from assistant.cases import serving_classifier
from assistant.cases.models import TriageModel
from assistant.cases.serving_classifier import LOOKS_EVERY, ServingClassifier
from assistant.cases.shipped_classifier import load_shipped
from assistant.cases.training import Example, train
from assistant.database import Database, utc_now


@cache
def small() -> bytes:
    lines = [Example("", f"{word} {word}s", {"category": word}) for word in ("lamp", "tree", "lamp", "tree")]
    return train(lines, ["category"]).classifier.to_bytes()


def keep(database: Database, *, promoted: bool = True, minutes_ago: int = 0) -> None:
    now = utc_now() - datetime.timedelta(minutes=minutes_ago)
    with database.write() as session:
        session.add(
            TriageModel(
                weights=small(), corrections=1, figures={}, created_at=now, promoted_at=now if promoted else None
            )
        )


def test_while_none_was_promoted_the_shipped_one_serves(database: Database):
    keep(database, promoted=False)
    with database.read() as session:
        assert ServingClassifier().current(session) is load_shipped()


def test_what_was_promoted_last_serves(database: Database):
    keep(database)
    with database.read() as session:
        assert ServingClassifier().current(session).heads["category"].labels == ("lamp", "tree")


def test_a_running_process_takes_it_up_within_a_minute(database: Database, monkeypatch: pytest.MonkeyPatch):
    clock = [100.0]
    monkeypatch.setattr(serving_classifier, "monotonic", lambda: clock[0])
    serving = ServingClassifier()
    with database.read() as session:
        serving.current(session)
    keep(database)
    with database.read() as session:
        assert serving.current(session) is load_shipped()
        clock[0] += LOOKS_EVERY
        assert serving.current(session).heads["category"].labels == ("lamp", "tree")
    assert LOOKS_EVERY <= 60
