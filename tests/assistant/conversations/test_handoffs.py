"""Does a conversation come to a person once, with one reference and all its details?"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.accounts.permissions import CITIZEN, operator
from assistant.answering.answer import Answer, HandoffReason, Status
from assistant.answering.draft import Role
from assistant.conversations import handoffs, history
from assistant.conversations.history import StartedConversation
from assistant.conversations.models import Handoff
from assistant.database import Database
from assistant.errors import PermissionDenied

REFERENCE = re.compile(r"H-[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4}")


def start(database: Database) -> StartedConversation:
    with database.write() as session:
        return history.start_conversation(session, language="en")


def ask_for_a_person(
    database: Database,
    started: StartedConversation,
    *,
    note: str | None = None,
    contact: dict[str, str] | None = None,
) -> Handoff:
    with database.write() as session:
        conversation = history.find_conversation(session, started.id, token=started.token, for_update=True)
        return handoffs.open_handoff(
            session,
            conversation,
            reason=HandoffReason.CUSTOMER_REQUEST,
            language="en",
            note=note,
            contact=contact,
        )


def list_waiting(database: Database) -> list[Handoff]:
    with database.read() as session:
        return handoffs.list_waiting(session, actor=operator())


def test_a_reference_is_short_and_without_letters_that_are_misheard(database: Database) -> None:
    handoff = ask_for_a_person(database, start(database))
    assert REFERENCE.fullmatch(handoff.reference)


def test_a_conversation_that_waits_keeps_its_reference(database: Database) -> None:
    started = start(database)
    first = ask_for_a_person(database, started)
    assert ask_for_a_person(database, started).reference == first.reference
    assert [handoff.reference for handoff in list_waiting(database)] == [first.reference]


def test_two_conversations_have_two_references(database: Database) -> None:
    assert (
        ask_for_a_person(database, start(database)).reference != ask_for_a_person(database, start(database)).reference
    )


def test_asking_again_adds_what_is_new_and_forgets_nothing(database: Database) -> None:
    started = start(database)
    ask_for_a_person(database, started, note="about my licence", contact={"name": "Chan", "phone": "2345 6789"})
    ask_for_a_person(database, started)
    ask_for_a_person(database, started, note="please ring", contact={"phone": "2000 0000"})
    [waiting] = list_waiting(database)
    assert waiting.note == "about my licence\nplease ring"
    assert waiting.contact == {"name": "Chan", "phone": "2000 0000"}


def test_threads_that_ask_at_once_get_one_reference(database: Database) -> None:
    started = start(database)
    with ThreadPoolExecutor(8) as threads:
        references = list(threads.map(lambda _: ask_for_a_person(database, started).reference, range(8)))
    assert len(set(references)) == 1
    assert len(list_waiting(database)) == 1


def test_the_handoff_goes_to_the_department_that_was_named_last(database: Database) -> None:
    started = start(database)
    for department in ("TD", "IMMD", None):
        answer = Answer(Status.HANDOFF_LOW_CONFIDENCE, "en", "A person can help.", department=department)
        with database.write() as session:
            conversation = history.find_conversation(session, started.id, token=started.token, for_update=True)
            question = history.append_message(session, conversation.id, role=Role.CITIZEN, text="?", language="en")
            history.store_answer(session, question, answer)
    assert ask_for_a_person(database, started).department == "IMMD"


def test_before_any_answer_no_department_is_named(database: Database) -> None:
    assert ask_for_a_person(database, start(database)).department is None


def test_who_waits_longest_comes_first(database: Database) -> None:
    opened = [ask_for_a_person(database, start(database)).reference for _ in range(3)]
    assert [handoff.reference for handoff in list_waiting(database)] == opened


def test_a_citizen_may_not_see_who_waits(database: Database) -> None:
    with pytest.raises(PermissionDenied), database.read() as session:
        handoffs.list_waiting(session, actor=CITIZEN)
