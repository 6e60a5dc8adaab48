"""Does a reference reveal nothing to who does not know the contact that was left with it?"""

from __future__ import annotations

import random
import statistics
import time

import pytest

from assistant.conversations.handoffs import _ALPHABET
from assistant.conversations.progress import find_by_reference
from assistant.database import Database
from assistant.errors import HandoffNotFound
from tests.assistant.conversations.desk import wait

CONTACT = {"name": "Chan Siu Ming", "email": "chan@example.org", "phone": "+852 2345 6789"}


def look(database: Database, reference: str, contact: str) -> str | None:
    with database.read() as session:
        try:
            return find_by_reference(session, reference, contact=contact).id
        except HandoffNotFound:
            return None


@pytest.mark.parametrize(
    "contact",
    ["chan@example.org", " Chan@Example.ORG ", "+852 2345 6789", "23456789", "2345-6789", "２３４５ ６７８９"],
)
def test_who_knows_the_address_or_the_number_finds_it(database: Database, contact: str) -> None:
    waiting = wait(database, contact=CONTACT)
    assert look(database, f" {waiting.reference.lower()} ", contact) == waiting.handoff_id


@pytest.mark.parametrize("contact", ["", " ", "Chan Siu Ming", "chan@example.com", "2345 6780", "None", "@"])
def test_a_wrong_contact_is_as_an_unknown_reference(database: Database, contact: str) -> None:
    waiting = wait(database, contact=CONTACT)
    assert look(database, waiting.reference, contact) is None
    assert look(database, "H-2222-2222", contact) is None


@pytest.mark.parametrize("contact", ["", "chan@example.org", "+852"])
def test_a_request_without_contact_is_found_by_nobody(database: Database, contact: str) -> None:
    assert look(database, wait(database).reference, contact) is None


@pytest.mark.promise("T14")
def test_ten_thousand_guesses_hit_nothing_and_learn_nothing_from_the_time(sqlite_database: Database) -> None:
    """T14."""
    waiting = [wait(sqlite_database, contact=CONTACT) for _ in range(20)]
    chance = random.Random(14)  # noqa: S311  # Guesses that can be repeated.
    times: dict[bool, list[float]] = {True: [], False: []}
    hits = 0
    with sqlite_database.read() as session:
        for _ in range(10_000):
            is_known = chance.random() < 0.5
            letters = "".join(chance.choice(_ALPHABET) for _ in range(8))
            reference = chance.choice(waiting).reference if is_known else f"H-{letters[:4]}-{letters[4:]}"
            started = time.perf_counter()
            try:
                find_by_reference(session, reference, contact=f"{chance.randrange(10**8):08}")
                hits += 1
            except HandoffNotFound:
                times[is_known].append(time.perf_counter() - started)
    assert hits == 0
    assert abs(statistics.median(times[True]) - statistics.median(times[False])) < 0.010
