"""Do those who write at the same moment share a transaction, and nothing else?"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest

from assistant.assistant import Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.conversations.arrivals import Arrival
from assistant.conversations.history import StartedConversation, lock_conversation
from assistant.conversations.models import Message
from assistant.database import Database
from assistant.errors import CivicDeskError, ConversationNotFound, DatabaseUnavailable
from tests.assistant.licence_knowledge import LicenceKnowledge
from ui.receiving import TOGETHER, Receiving


class Busy(Assistant):
    """Stores when it may, and remembers which messages it was given together."""

    def __init__(self, database: Database) -> None:
        super().__init__(LicenceKnowledge(), database, load_catalogue())
        self.together: list[list[str]] = []
        self.may_store = threading.Event()
        self.fail: Callable[[Sequence[Arrival]], None] = lambda _arrivals: None

    def _store_arrivals(self, arrivals: Sequence[Arrival], *, waits: bool) -> list[Message | CivicDeskError]:
        self.together.append([arrival.text for arrival in arrivals])
        assert self.may_store.wait(10)
        self.fail(arrivals)
        return super()._store_arrivals(arrivals, waits=waits)

    def begin_conversations(self, count: int) -> list[StartedConversation]:
        return [self.start_conversation(language="en") for _ in range(count)]


def send(assistant: Busy, arrivals: Sequence[Arrival], *, leaving: int | None = None) -> list[Message | BaseException]:
    """What each of them gets; they come while the first is being stored, and one of them may leave meanwhile."""

    async def send_them() -> list[Message | BaseException]:
        receiving = Receiving()
        tasks = [asyncio.create_task(receiving.receive(assistant, arrival)) for arrival in arrivals]
        while not assistant.together:
            await asyncio.sleep(0.001)
        if leaving is not None:
            tasks[leaving].cancel()
        assistant.may_store.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    return asyncio.run(send_them())


def texts(received: Sequence[Message | BaseException]) -> list[str]:
    return [one.text if isinstance(one, Message) else type(one).__name__ for one in received]


def arrive(started: StartedConversation, text: str) -> Arrival:
    return Arrival(started.id, started.token, text)


@pytest.fixture
def assistant(sqlite_database: Database) -> Busy:
    return Busy(sqlite_database)


def test_who_comes_while_one_is_stored_shares_the_next_transaction(assistant: Busy) -> None:
    arrivals = [arrive(one, f"{number}?") for number, one in enumerate(assistant.begin_conversations(3))]
    first, *others = arrivals
    received: list[Message | BaseException] = []

    async def send_them() -> None:
        receiving = Receiving()
        tasks = [asyncio.create_task(receiving.receive(assistant, first))]
        while not assistant.together:
            await asyncio.sleep(0.001)
        tasks += [asyncio.create_task(receiving.receive(assistant, other)) for other in others]
        await asyncio.sleep(0)
        assistant.may_store.set()
        received.extend(await asyncio.gather(*tasks))

    asyncio.run(send_them())
    assert assistant.together == [["0?"], ["1?", "2?"]]
    assert texts(received) == ["0?", "1?", "2?"]


def test_no_transaction_is_larger_than_others_can_wait_for(assistant: Busy) -> None:
    arrivals = [arrive(one, "fees?") for one in assistant.begin_conversations(TOGETHER + 2)]
    assert texts(send(assistant, arrivals)) == ["fees?"] * (TOGETHER + 2)
    assert [len(together) for together in assistant.together] == [TOGETHER, 2]


def test_two_messages_of_one_conversation_are_stored_in_their_order(assistant: Busy) -> None:
    one, other = assistant.begin_conversations(2)
    arrivals = [arrive(one, "a"), arrive(one, "b"), arrive(other, "c"), arrive(one, "d")]
    assert texts(send(assistant, arrivals)) == ["a", "b", "c", "d"]
    assert assistant.together == [["a", "c"], ["b"], ["d"]]
    assert [(m.sequence, m.text) for m in assistant.messages(one.id, one.token)] == [(1, "a"), (2, "b"), (3, "d")]


def test_who_is_refused_is_told_and_keeps_back_nobody(assistant: Busy) -> None:
    (one,) = assistant.begin_conversations(1)
    stranger, citizen = send(assistant, [Arrival(one.id, "guess", "?"), arrive(one, "a")])
    assert isinstance(stranger, ConversationNotFound)
    assert texts([citizen]) == ["a"]


def test_what_one_breaks_fails_nobody_else(assistant: Busy) -> None:
    def fail(arrivals: Sequence[Arrival]) -> None:
        if "b" in [arrival.text for arrival in arrivals]:
            raise ZeroDivisionError

    assistant.fail = fail
    arrivals = [arrive(one, text) for one, text in zip(assistant.begin_conversations(3), "abc", strict=True)]
    assert texts(send(assistant, arrivals)) == ["a", "ZeroDivisionError", "c"]
    assert assistant.together[0] == ["a", "b", "c"]
    assert sorted(assistant.together[1:]) == [["a"], ["b"], ["c"]]


def test_a_database_that_cannot_be_used_is_asked_once_for_all(assistant: Busy) -> None:
    def fail(_arrivals: Sequence[Arrival]) -> None:
        raise DatabaseUnavailable("not now")

    assistant.fail = fail
    arrivals = [arrive(one, "a") for one in assistant.begin_conversations(3)]
    assert texts(send(assistant, arrivals)) == ["DatabaseUnavailable"] * 3
    assert len(assistant.together) == 1


def test_the_words_of_who_leaves_are_stored_all_the_same(assistant: Busy) -> None:
    arrivals = [arrive(one, text) for one, text in zip(assistant.begin_conversations(2), "ab", strict=True)]
    assert texts(send(assistant, arrivals, leaving=0)) == ["CancelledError", "b"]
    left = arrivals[0]
    assert [message.text for message in assistant.messages(left.conversation_id, left.token)] == ["a"]


def test_for_a_conversation_that_somebody_holds_only_its_citizen_waits(postgresql_database: Database) -> None:
    assistant = Busy(postgresql_database)
    assistant.may_store.set()
    held, free = assistant.begin_conversations(2)

    async def send_them() -> list[Message]:
        receiving = Receiving()
        with postgresql_database.write() as session:
            lock_conversation(session, held.id)
            waiting = asyncio.create_task(receiving.receive(assistant, arrive(held, "a")))
            passing = await receiving.receive(assistant, arrive(free, "b"))
            assert not waiting.done()
        return [await waiting, passing]

    assert texts(asyncio.run(send_them())) == ["a", "b"]
    assert [message.text for message in assistant.messages(held.id, held.token)] == ["a"]
