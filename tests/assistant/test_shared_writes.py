"""Is what many threads keep at once kept, and in how many transactions?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.database import Database
from assistant.shared_writes import SharedWrites
from assistant.signals import Signal, send_signal


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Signal)) or 0


def keep(name: str) -> Callable[[Session], str]:
    def step(session: Session) -> str:
        send_signal(session, name)
        return name

    return step


def together(writes: SharedWrites, steps: list[Callable[[Session], str]]) -> list[str | Exception]:
    """What each step gives, all of them waiting while a first one writes."""
    begun, go_on = threading.Event(), threading.Event()

    def first(_session: Session) -> str:
        begun.set()
        go_on.wait(10)
        return ""

    def run(step: Callable[[Session], str]) -> str | Exception:
        try:
            return writes.run(step)
        except ValueError as error:
            return error

    with ThreadPoolExecutor(len(steps) + 1) as threads:
        threads.submit(writes.run, first)
        begun.wait(10)
        waiting = [threads.submit(run, step) for step in steps]
        while len(writes._waiting) < len(steps):
            time.sleep(0.001)
        go_on.set()
        return [one.result() for one in waiting]


def test_each_gets_what_its_own_step_gives(sqlite_database: Database):
    assert SharedWrites(sqlite_database).run(keep("a")) == "a"
    assert count(sqlite_database) == 1


def test_who_comes_while_one_writes_shares_the_next_transaction(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
):
    write, transactions = sqlite_database.write, []

    def counted() -> AbstractContextManager[Session]:
        transactions.append(1)
        return write()

    monkeypatch.setattr(sqlite_database, "write", counted)
    assert together(SharedWrites(sqlite_database), [keep(str(n)) for n in range(20)]) == [str(n) for n in range(20)]
    assert count(sqlite_database) == 20
    assert len(transactions) == 2  # That of the first, and one for the twenty.


def test_of_a_transaction_that_fails_nobody_is_told_that_it_was_kept(sqlite_database: Database):
    def fail(_session: Session) -> str:
        raise ValueError("no")

    writes = SharedWrites(sqlite_database)
    kept = together(writes, [keep("a"), fail, keep("b")])
    assert all(isinstance(one, ValueError) for one in kept)
    assert count(sqlite_database) == 0
    assert writes.run(keep("c")) == "c"
