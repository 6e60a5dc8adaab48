"""When a version was wrong, does everybody who was told it come to light, and what do they hear?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import Role, operator
from assistant.audit import AuditEvent
from assistant.database import Database
from assistant.errors import InvalidInput, NotFound, PermissionDenied, TransitionNotAllowed
from assistant.outgoing.models import OutgoingMail
from knowledge_base import release
from knowledge_base.article import ArticleText
from knowledge_base.recalls import listing
from knowledge_base.recalls.deciding import dismiss, send
from knowledge_base.recalls.listing import list_due
from knowledge_base.recalls.models import Recall
from knowledge_base.recalls.opening import recall
from knowledge_base.recalls.reading import Told, find_recall, list_recalls, list_told
from tests.knowledge_base.asked import FEE, ask, person, publish

PUBLISHER = person("wing", Role.PUBLISHER)
STRANGER = person("lee", Role.PUBLISHER, "HD")
DEARER = replace(FEE, text={**FEE.text, "en": ArticleText("What is the fee?", "The fee is $6.")})


def withdraw(database: Database) -> None:
    with database.write() as session:
        release.withdraw(session, "td-fee", actor=operator(), reason="wrong")


def call_back(database: Database, number: int = 1) -> Recall:
    """A recall whose conversations are all listed."""
    with database.write() as session:
        opened = recall(session, "td-fee", number, actor=PUBLISHER, reason="The fee was wrong.")
    list_due(database)
    return opened


def told(database: Database, opened: Recall) -> list[Told]:
    with database.read() as session:
        return list_told(session, find_recall(session, opened.id, actor=PUBLISHER).recall)


def mails(database: Database) -> list[OutgoingMail]:
    with database.read() as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_every_conversation_that_was_told_the_version_is_listed_once(database: Database) -> None:
    version = publish(database)
    first = ask(database, version, contact={"email": "chan@example.com"})
    second = ask(database, version)
    ask(database)  # Answered from nothing.
    other = publish(database, replace(FEE, id="td-form"))
    ask(database, other)
    withdraw(database)
    found = told(database, call_back(database))
    assert {one.correction.answer_id for one in found} == {first.id, second.id}


def test_the_version_before_and_after_are_not_called_back(database: Database) -> None:
    old = publish(database)
    ask(database, old)
    wrong = publish(database, DEARER)
    asked = ask(database, wrong)
    ask(database, publish(database, replace(DEARER, tags=("new",))))
    assert [one.correction.answer_id for one in told(database, call_back(database, 2))] == [asked.id]


@pytest.mark.parametrize(
    ("language", "title", "says"),
    [
        ("en", "What is the fee?", "have withdrawn that article"),
        ("zh-Hant", "費用多少？", "現已撤回"),
        ("zh-Hans", "费用多少？", "现已撤回"),
    ],
)
def test_what_was_withdrawn_is_said_in_the_language_of_the_answer(
    database: Database, language: str, title: str, says: str
) -> None:
    ask(database, publish(database), language=language, contact={"email": "chan@example.com"})
    withdraw(database)
    [one] = told(database, call_back(database))
    assert title in one.draft
    assert says in one.draft


@pytest.mark.parametrize(
    ("language", "answer"), [("en", "The fee is $6."), ("zh-Hant", "費用為5元。"), ("zh-Hans", "费用为5元。")]
)
def test_what_was_corrected_is_said_as_it_is_live_today(database: Database, language: str, answer: str) -> None:
    ask(database, publish(database), language=language, contact={"email": "chan@example.com"})
    publish(database, DEARER)
    [one] = told(database, call_back(database))
    assert answer in one.draft


def test_a_draft_says_what_is_live_when_it_is_read(database: Database) -> None:
    ask(database, publish(database), contact={"email": "chan@example.com"})
    withdraw(database)
    opened = call_back(database)
    publish(database, DEARER)
    [one] = told(database, opened)
    assert "The fee is $6." in one.draft


def test_a_correction_is_mailed_once_and_by_a_person(database: Database) -> None:
    ask(database, publish(database), contact={"email": "chan@example.com", "phone": "2123 4567"})
    withdraw(database)
    opened = call_back(database)
    [one] = told(database, opened)
    assert mails(database) == []
    with database.write() as session:
        send(session, one.correction.id, actor=PUBLISHER, text=one.draft)
    [mail] = mails(database)
    assert (mail.recipient, mail.body) == ("chan@example.com", one.draft)
    assert mail.subject == "A correction of what we told you about “What is the fee?”"
    with database.write() as session, pytest.raises(TransitionNotAllowed, match="wing"):
        send(session, one.correction.id, actor=PUBLISHER, text="again")
    with database.read() as session:
        counted = find_recall(session, opened.id, actor=PUBLISHER)
    assert (counted.recall.state, counted.sent, counted.waiting) == ("done", 1, 0)


def test_a_telephone_is_shown_to_who_rings_and_nothing_is_mailed(database: Database) -> None:
    ask(database, publish(database), contact={"phone": "2123 4567"})
    withdraw(database)
    opened = call_back(database)
    [one] = told(database, opened)
    assert (one.correction.channel, one.phone) == ("phone", "2123 4567")
    with database.write() as session:
        send(session, one.correction.id, actor=PUBLISHER, text="Rang, told her.")
    [one] = told(database, opened)
    assert (one.correction.state, one.correction.text, one.phone) == ("sent", "Rang, told her.", "")
    assert mails(database) == []


def test_who_left_no_contact_is_listed_and_waits_for_nothing(database: Database) -> None:
    ask(database, publish(database))
    withdraw(database)
    opened = call_back(database)
    [one] = told(database, opened)
    assert (one.correction.state, one.draft) == ("listed", "")
    with database.read() as session:
        assert find_recall(session, opened.id, actor=PUBLISHER).recall.state == "done"
    with database.write() as session, pytest.raises(TransitionNotAllowed, match="no contact"):
        send(session, one.correction.id, actor=PUBLISHER, text="Hello")


def test_a_correction_may_be_dismissed_for_a_reason(database: Database) -> None:
    ask(database, publish(database), contact={"email": "chan@example.com"})
    withdraw(database)
    [one] = told(database, call_back(database))
    with database.write() as session:
        with pytest.raises(InvalidInput):
            dismiss(session, one.correction.id, actor=PUBLISHER, reason=" ")
        assert dismiss(session, one.correction.id, actor=PUBLISHER, reason="He rang.").note == "He rang."
    assert mails(database) == []


def test_questions_are_shown_without_personal_data(database: Database) -> None:
    ask(database, publish(database), question="I am on 9123 4567, how much is it?")
    withdraw(database)
    [one] = told(database, call_back(database))
    assert "9123" not in one.question


def test_a_live_version_cannot_be_called_back(database: Database) -> None:
    publish(database)
    with database.write() as session, pytest.raises(TransitionNotAllowed):
        recall(session, "td-fee", 1, actor=PUBLISHER, reason="wrong")


def test_a_version_is_called_back_once(database: Database) -> None:
    publish(database)
    withdraw(database)
    assert call_back(database).id == call_back(database).id
    with database.read() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.action == "article.recall")).all()
    assert len(actions) == 1


def test_other_departments_and_editors_see_and_do_nothing(database: Database) -> None:
    ask(database, publish(database), contact={"email": "chan@example.com"})
    withdraw(database)
    opened = call_back(database)
    [one] = told(database, opened)
    with database.write() as session:
        assert list_recalls(session, actor=STRANGER) == []
        with pytest.raises(NotFound):
            find_recall(session, opened.id, actor=STRANGER)
        for actor in (STRANGER, person("mei", Role.EDITOR)):
            with pytest.raises(PermissionDenied):
                send(session, one.correction.id, actor=actor, text="Hello")
            with pytest.raises(PermissionDenied):
                dismiss(session, one.correction.id, actor=actor, reason="no")
            with pytest.raises(PermissionDenied):
                recall(session, "td-fee", 1, actor=actor, reason="wrong")


def test_many_conversations_are_listed_piece_by_piece(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 2)
    version = publish(database)
    asked = {ask(database, version, contact={"email": "chan@example.com"}).id for _ in range(5)}
    withdraw(database)
    opened = call_back(database)
    assert {one.correction.answer_id for one in told(database, opened)} == asked
    with database.read() as session:
        [counted] = list_recalls(session, actor=PUBLISHER)
    assert (counted.recall.state, counted.conversations, counted.waiting) == ("open", 5, 5)
