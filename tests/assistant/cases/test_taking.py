"""Does a report that is sent many times become one case?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from assistant.accounts.permissions import CITIZEN
from assistant.cases.models import Case
from assistant.cases.taking import Taken, take_report
from assistant.database import Database
from assistant.outgoing.models import OutgoingMail
from tests.assistant.cases.reports import TARGETS, report


def take(database: Database, key: str | None, **changes: Any) -> Taken:
    with database.write() as session:
        reported = report(channel="web", **changes)
        return take_report(session, reported, actor=CITIZEN, targets=TARGETS, idempotency_key=key)


def count(database: Database, row: type[Case] | type[OutgoingMail]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def test_the_same_request_from_many_servers_in_one_moment_opens_one_case(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: take(database, "the key"), range(16)))
    assert len({each.case.number for each in taken}) == 1
    assert (count(database, Case), count(database, OutgoingMail)) == (1, 1)
    assert sum(each.token is not None for each in taken) == 1


def test_without_a_key_every_request_is_another_report(database: Database) -> None:
    assert take(database, None).case.number != take(database, None).case.number


def test_one_key_with_other_words_is_another_report(sqlite_database: Database) -> None:
    first = take(sqlite_database, "the key")
    assert take(sqlite_database, "the key", text="Another lamp is dark.").case.number != first.case.number


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "You will have our reply by"), ("zh-Hant", "你會在"), ("zh-Hans", "您会在")],
)
def test_the_citizen_is_told_the_number_whose_matter_it_is_and_the_day(
    sqlite_database: Database, language: str, words: str
) -> None:
    taken = take(sqlite_database, None, language=language)
    department = TARGETS.catalogue.department_name("HYD", language)
    assert all(part in taken.text for part in (taken.case.number, words, department))
