"""How soon does a process know what is off, and what when the database does not answer?"""

from __future__ import annotations

import time

import pytest

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import DatabaseUnavailable
from assistant.switches import off_switches, switch_watch
from assistant.switches.switch_watch import SwitchWatch


class Clock:
    """Time that a test moves on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.monotonic()
        monkeypatch.setattr("assistant.switches.switch_watch.time.monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def switch_assistant_off(database: Database) -> None:
    with database.write() as session:
        off_switches.set_off(session, "assistant", actor=operator(), reason="a test", catalogue=load_catalogue())


def test_a_switch_is_known_after_a_second_and_read_once_until_then(sqlite_database: Database, clock: Clock) -> None:
    watch = SwitchWatch(sqlite_database)
    assert not watch.current().assistant_off
    switch_assistant_off(sqlite_database)
    clock.now += 0.9
    assert not watch.current().assistant_off
    clock.now += 0.2
    assert watch.current().assistant_off


def test_what_is_off_when_a_process_starts_is_off_for_its_first_message(sqlite_database: Database) -> None:
    switch_assistant_off(sqlite_database)
    assert SwitchWatch(sqlite_database).current().assistant_off


def test_while_the_database_does_not_answer_the_last_state_holds(
    sqlite_database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: object) -> object:
        raise DatabaseUnavailable("gone")

    switch_assistant_off(sqlite_database)
    watch = SwitchWatch(sqlite_database)
    assert watch.current().assistant_off
    monkeypatch.setattr(switch_watch, "read_switches", fail)
    clock.now += 5
    assert watch.current().assistant_off
