"""Does an agent's reply reach the citizen once, as text and under the agent's own name, and only when it may?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import Actor
from assistant.answering.draft import Role
from assistant.audit import AuditEvent
from assistant.conversations import claims, history, replies
from assistant.conversations.models import Message, PendingReply
from assistant.conversations.replies import Verdict
from assistant.conversations.states import CloseReason
from assistant.database import Database
from assistant.errors import HandoffNotFound, InvalidInput, PermissionDenied, TransitionNotAllowed
from tests.assistant.conversations.desk import Waiting, agent, kinds, log_of, on_line, supervisor, take, wait, write

TEXTS = {"en": "Please bring form TD 558.", "zh-Hant": "請攜同表格TD 558。", "zh-Hans": "请带表格TD 558。"}


def held(database: Database, actor: Actor, **about: Any) -> Waiting:
    waiting = wait(database, **about)
    take(database, waiting, actor)
    return waiting


def propose(database: Database, waiting: Waiting, author: Actor, text: str = "A trainee's reply", **more: Any) -> str:
    pending = write(database, waiting, author, text, **more)
    assert isinstance(pending, PendingReply)
    return pending.id


def decide(database: Database, pending_id: str, actor: Actor, verdict: str, **more: Any) -> PendingReply:
    with database.write() as session:
        return replies.decide(session, pending_id, actor=actor, verdict=Verdict(verdict), **more)


def told(database: Database, waiting: Waiting) -> list[str]:
    """What agents have said to the citizen."""
    return [entry.text for entry in log_of(database, waiting) if isinstance(entry, Message) and entry.role == "agent"]


@pytest.mark.parametrize("language", TEXTS)
def test_a_reply_is_kept_with_who_wrote_it_and_in_its_language(database: Database, language: str) -> None:
    ada = agent(database, departments=("TD",))
    waiting = held(database, ada, language=language, department="TD")
    message = write(database, waiting, ada, f" {TEXTS[language]}\x00 ")
    assert isinstance(message, Message)
    assert (message.role, message.text, message.language) == ("agent", TEXTS[language], language)
    assert (message.author_id, message.author_name, message.author_department) == (ada.user_id, "Ada", "TD")
    assert kinds(database, waiting) == ["citizen", "requested", "claimed", "agent"]


def test_html_stays_the_text_that_was_written(database: Database) -> None:
    ada = agent(database)
    waiting = held(database, ada)
    html = "<img src=x onerror=alert(1)><b>bold</b>"
    write(database, waiting, ada, html)
    assert told(database, waiting) == [html]


@pytest.mark.parametrize(
    "text", ["", " \u200b\n", "x" * 10_001, "字" * 100_000], ids=["empty", "blank", "long", "pasted"]
)
def test_a_reply_that_cannot_be_sent_names_its_field(database: Database, text: str) -> None:
    ada = agent(database)
    waiting = held(database, ada)
    with pytest.raises(InvalidInput) as refused:
        write(database, waiting, ada, text)
    assert refused.value.field == "text"
    assert told(database, waiting) == []


def test_the_longest_reply_is_kept_whole(database: Database) -> None:
    ada = agent(database)
    waiting = held(database, ada)
    write(database, waiting, ada, "字" * 10_000)
    assert told(database, waiting) == ["字" * 10_000]


def test_two_tabs_that_send_one_reply_send_it_once(database: Database) -> None:
    ada = agent(database)
    waiting = held(database, ada)
    with ThreadPoolExecutor(8) as threads:
        sent = list(threads.map(lambda _: write(database, waiting, ada, "Once.", idempotency_key="k1").id, range(8)))
    assert len(set(sent)) == 1
    assert told(database, waiting) == ["Once."]


def test_a_reply_is_never_taken_for_a_citizen_s_message_of_the_same_key(database: Database) -> None:
    ada = agent(database)
    waiting = held(database, ada)
    with database.write() as session:
        history.append_message(
            session, waiting.started.id, role=Role.CITIZEN, text="mine", language="en", idempotency_key="k1"
        )
    write(database, waiting, ada, "yours", idempotency_key="k1")
    assert told(database, waiting) == ["yours"]


@pytest.mark.parametrize("after", ["before", "release", "put_back", "close", "transfer"])
def test_who_does_not_have_the_conversation_says_nothing(database: Database, after: str) -> None:
    ada, bob = agent(database), agent(database, "bob")
    on_line(database, bob)
    waiting = wait(database)
    if after != "before":
        take(database, waiting, ada)
        with database.write() as session:
            if after == "transfer":
                claims.transfer(session, waiting.handoff_id, actor=ada, note="yours", username="bob")
            elif after == "close":
                claims.close(session, waiting.handoff_id, actor=ada, reason=CloseReason.ANSWERED)
            else:
                getattr(claims, after)(session, waiting.handoff_id, actor=ada)
    with pytest.raises(TransitionNotAllowed):
        write(database, waiting, ada, "Too late")
    assert told(database, waiting) == []


def test_a_reply_sent_again_after_the_end_is_still_the_one_that_was_sent(database: Database) -> None:
    ada = agent(database)
    waiting = held(database, ada)
    sent = write(database, waiting, ada, "Goodbye.", idempotency_key="k1")
    with database.write() as session:
        claims.release(session, waiting.handoff_id, actor=ada)
    assert write(database, waiting, ada, "Goodbye.", idempotency_key="k1").id == sent.id


def test_the_audit_names_the_reply_and_holds_no_word_of_it(database: Database) -> None:
    ada = agent(database)
    waiting = held(database, ada)
    sent = write(database, waiting, ada, "Secret words")
    with database.read() as session:
        [row] = session.scalars(select(AuditEvent).where(AuditEvent.action == "reply.send"))
    assert (row.actor, row.subject, row.detail["reply"]) == ("ada", waiting.handoff_id, sent.id)
    assert "Secret" not in str(row.detail)


# Approval before sending (A12)


def test_a_trainee_s_reply_waits_and_is_sent_as_theirs_when_approved(database: Database) -> None:
    tom, sue = agent(database, "tom", needs_approval=True), supervisor(database)
    waiting = held(database, tom)
    pending_id = propose(database, waiting, tom)
    assert told(database, waiting) == []
    with database.read() as session:
        assert [pending.id for pending in replies.list_pending(session, actor=sue)] == [pending_id]
    decided = decide(database, pending_id, sue, "approve")
    assert (decided.state, decided.decided_by) == ("approved", "sue")
    [message] = [entry for entry in log_of(database, waiting) if isinstance(entry, Message) and entry.role == "agent"]
    assert (message.text, message.author_name) == ("A trainee's reply", "Tom")
    with database.read() as session:
        assert replies.list_pending(session, actor=sue) == []


def test_a_corrected_reply_is_sent_and_both_texts_are_kept(database: Database) -> None:
    tom, sue = agent(database, "tom", needs_approval=True), supervisor(database)
    waiting = held(database, tom)
    decided = decide(database, propose(database, waiting, tom), sue, "edit", text="A better reply", note="Be kind.")
    assert (decided.state, decided.text, decided.note) == ("edited", "A trainee's reply", "Be kind.")
    assert told(database, waiting) == ["A better reply"]


def test_a_rejected_reply_comes_back_to_its_author_with_the_note(database: Database) -> None:
    tom, sue = agent(database, "tom", needs_approval=True), supervisor(database)
    waiting = held(database, tom)
    pending_id = propose(database, waiting, tom)
    with pytest.raises(InvalidInput):
        decide(database, pending_id, sue, "reject")
    decide(database, pending_id, sue, "reject", note="Wrong form.")
    assert told(database, waiting) == []
    with database.read() as session:
        [mine] = replies.list_proposed(session, actor=tom)
    assert (mine.state, mine.note) == ("rejected", "Wrong form.")


def test_of_two_supervisors_one_decides(database: Database) -> None:
    tom = agent(database, "tom", needs_approval=True)
    supervisors = [supervisor(database, name) for name in ("sue", "sam")]
    waiting = held(database, tom)
    pending_id = propose(database, waiting, tom)

    def approve(actor: Actor) -> bool:
        try:
            decide(database, pending_id, actor, "approve")
        except TransitionNotAllowed:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(approve, supervisors)) == [False, True]
    assert told(database, waiting) == ["A trainee's reply"]


def test_nobody_decides_on_their_own_reply_nor_without_the_permission(database: Database) -> None:
    sue = supervisor(database, needs_approval=True)
    ada, waiting = agent(database), held(database, sue)
    pending_id = propose(database, waiting, sue)
    for actor in (sue, ada):
        with pytest.raises(PermissionDenied):
            decide(database, pending_id, actor, "approve")
    with database.read() as session:
        assert replies.list_pending(session, actor=sue) == []


def test_a_supervisor_of_another_department_knows_nothing_of_it(database: Database) -> None:
    tom, sue = agent(database, "tom", needs_approval=True), supervisor(database, departments=("IMMD",))
    pending_id = propose(database, held(database, tom, department="TD"), tom)
    with database.read() as session:
        assert replies.list_pending(session, actor=sue) == []
    for unseen in (pending_id, "0b7f5c1e"):
        with pytest.raises(HandoffNotFound):
            decide(database, unseen, sue, "approve")


def test_a_reply_proposed_twice_with_one_key_waits_once(database: Database) -> None:
    tom = agent(database, "tom", needs_approval=True)
    waiting = held(database, tom)
    assert propose(database, waiting, tom, idempotency_key="k") == propose(database, waiting, tom, idempotency_key="k")


def test_while_a_reply_waits_the_author_cannot_leave(database: Database) -> None:
    tom = agent(database, "tom", needs_approval=True)
    waiting = held(database, tom)
    propose(database, waiting, tom)
    with pytest.raises(TransitionNotAllowed), database.write() as session:
        claims.release(session, waiting.handoff_id, actor=tom)


def test_a_reply_whose_author_lost_the_conversation_is_never_sent(database: Database) -> None:
    tom, sue = agent(database, "tom", needs_approval=True), supervisor(database)
    waiting = held(database, tom)
    pending_id = propose(database, waiting, tom)
    with database.write() as session:
        claims.reassign(session, waiting.handoff_id, actor=sue, username=None)
    with pytest.raises(TransitionNotAllowed):
        decide(database, pending_id, sue, "approve")
    assert told(database, waiting) == []
