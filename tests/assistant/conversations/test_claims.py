"""Does a conversation belong to exactly one agent, and can it be given away only as the table says?"""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import CITIZEN, Actor, Permission, Role
from assistant.audit import AuditEvent
from assistant.conversations import claims, handoffs
from assistant.conversations.models import Handoff, HandoffStep
from assistant.conversations.states import TRANSITIONS, CloseReason, HandoffState, StepKind
from assistant.database import Database
from assistant.errors import HandoffNotFound, InvalidInput, PermissionDenied, TransitionNotAllowed
from tests.assistant.conversations.desk import (
    Waiting,
    agent,
    find,
    is_with_agent,
    kinds,
    log_of,
    on_line,
    supervisor,
    take,
    wait,
    write,
)

AGENTS, CONVERSATIONS = 50, 500


def end(database: Database, handoff_id: str, actor: Actor, how: str) -> Handoff:
    with database.write() as session:
        if how == "close":
            return claims.close(session, handoff_id, actor=actor, reason=CloseReason.ANSWERED)
        return {"release": claims.release, "put_back": claims.put_back}[how](session, handoff_id, actor=actor)


def note(database: Database, waiting: Waiting, *, actor: Actor, text: str) -> HandoffStep:
    with database.write() as session:
        return claims.add_note(session, waiting.handoff_id, actor=actor, text=text)


def audit(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.action.startswith("handoff.")).order_by(AuditEvent.id)
        )
        return [(row.actor, row.action) for row in rows]


# Claiming


@pytest.mark.promise("P15")
def test_fifty_agents_who_race_for_five_hundred_conversations_never_hold_one_twice(database: Database) -> None:
    """P15."""
    agents = [agent(database, f"agent{number}") for number in range(AGENTS)]
    waiting = [wait(database) for _ in range(CONVERSATIONS)]
    won: list[tuple[str, str]] = []

    def work(actor: Actor) -> None:
        chance = random.Random(actor.name)  # noqa: S311  # Which one somebody wants is no secret.
        while True:
            with database.read() as session:
                seen = handoffs.list_waiting(session, actor=actor, limit=25)
            if not seen:
                return
            wanted = chance.choice(seen).id
            try:
                with database.write() as session:
                    claims.claim(session, wanted, actor=actor)
            except TransitionNotAllowed:
                continue
            won.append((wanted, actor.name))

    with ThreadPoolExecutor(AGENTS) as threads:
        list(threads.map(work, agents))
    assert Counter(handoff for handoff, _ in won) == Counter(one.handoff_id for one in waiting)
    with database.read() as session:
        held = {handoff.id: handoff.agent_id for handoff in session.scalars(select(Handoff))}
        claimed = Counter(session.scalars(select(HandoffStep.handoff_id).where(HandoffStep.kind == "claimed")))
    ids = {actor.name: actor.user_id for actor in agents}
    assert held == {handoff: ids[name] for handoff, name in won}
    assert set(claimed.values()) == {1}
    assert Counter(audit(database)) == Counter((name, "handoff.claim") for _, name in won)


def test_fifty_agents_who_want_one_conversation_make_one_winner(database: Database) -> None:
    agents = [agent(database, f"agent{number}") for number in range(AGENTS)]
    waiting = wait(database)

    def try_it(actor: Actor) -> str:
        try:
            return take(database, waiting, actor).agent_id or ""
        except TransitionNotAllowed:
            return ""

    with ThreadPoolExecutor(AGENTS) as threads:
        won = [winner for winner in threads.map(try_it, agents) if winner]
    assert won == [find(database, waiting).agent_id]


def test_who_claims_has_it_and_the_assistant_is_silent_until_it_is_released(database: Database) -> None:
    ada, waiting = agent(database), wait(database)
    handoff = take(database, waiting, ada)
    assert (handoff.state, handoff.agent and handoff.agent.username) == ("claimed", "ada")
    assert is_with_agent(database, waiting)
    end(database, waiting.handoff_id, ada, "release")
    assert find(database, waiting).state == "released"
    assert not is_with_agent(database, waiting)
    assert kinds(database, waiting) == ["citizen", "requested", "claimed", "released"]
    assert [entry.sequence for entry in log_of(database, waiting)] == [1, 2, 3, 4]


def test_two_tabs_of_one_agent_may_both_claim(database: Database) -> None:
    ada, waiting = agent(database), wait(database)
    assert take(database, waiting, ada).claimed_at == take(database, waiting, ada).claimed_at
    assert kinds(database, waiting) == ["citizen", "requested", "claimed"]


@pytest.mark.parametrize("how", ["close", "release"])
def test_what_has_ended_cannot_be_claimed(database: Database, how: str) -> None:
    ada, waiting = agent(database), wait(database)
    take(database, waiting, ada)
    end(database, waiting.handoff_id, ada, how)
    with pytest.raises(TransitionNotAllowed):
        take(database, waiting, ada)


def test_a_citizen_claims_nothing_and_a_system_holds_nothing(database: Database) -> None:
    waiting = wait(database)
    system = Actor("key:crm", frozenset({Permission.HANDOFF_READ, Permission.HANDOFF_CLAIM}))
    for actor in (CITIZEN, system):
        with pytest.raises(PermissionDenied):
            take(database, waiting, actor)
    assert find(database, waiting).state == "waiting"


@pytest.mark.parametrize(("department", "serves"), [("TD", "IMMD"), (None, "TD")])
def test_a_conversation_of_another_department_does_not_exist(
    database: Database, department: str | None, serves: str
) -> None:
    stranger = agent(database, departments=(serves,))
    waiting = wait(database, department=department)
    for attempt in (take, partial(note, text="hello"), partial(write, text="hello")):
        with pytest.raises(HandoffNotFound):
            attempt(database, waiting, actor=stranger)
    assert kinds(database, waiting) == ["citizen", "requested"]


def test_an_id_that_nobody_gave_out_is_not_found(database: Database) -> None:
    ada = agent(database)
    with pytest.raises(HandoffNotFound), database.write() as session:
        claims.claim(session, "0b7f5c1e-4a8e-4c57-9d0e-6a1f0f2b9c11", actor=ada)


# Only who has it


@pytest.mark.parametrize("how", ["release", "close", "put_back"])
def test_only_who_has_it_may_give_it_away(database: Database, how: str) -> None:
    ada, bob, waiting = agent(database), agent(database, "bob"), wait(database)
    for _ in ("while it waits", "while ada has it"):
        with pytest.raises(TransitionNotAllowed):
            end(database, waiting.handoff_id, bob, how)
        take(database, waiting, ada)


def test_the_table_has_ten_steps_and_every_other_is_refused(database: Database) -> None:
    assert len(TRANSITIONS) == 10
    ended = {HandoffState.RELEASED, HandoffState.CLOSED}
    assert [step for step in TRANSITIONS if step[0] in ended] == []


def test_closing_keeps_the_reason_and_who_had_it(database: Database) -> None:
    ada, waiting = agent(database), wait(database)
    take(database, waiting, ada)
    end(database, waiting.handoff_id, ada, "close")
    handoff = find(database, waiting)
    assert (handoff.state, handoff.close_reason, handoff.agent_id) == ("closed", "answered", ada.user_id)
    assert handoff.ended_at is not None
    assert not is_with_agent(database, waiting)


def test_a_supervisor_closes_what_still_waits(database: Database) -> None:
    sue, waiting = supervisor(database), wait(database)
    end(database, waiting.handoff_id, sue, "close")
    assert find(database, waiting).state == "closed"


def test_put_back_it_waits_at_its_old_place(database: Database) -> None:
    ada, first, _second = agent(database), wait(database), wait(database)
    queued_at = find(database, first).queued_at
    take(database, first, ada)
    end(database, first.handoff_id, ada, "put_back")
    handoff = find(database, first)
    assert (handoff.state, handoff.agent_id, handoff.queued_at) == ("waiting", None, queued_at)
    with database.read() as session:
        assert handoffs.list_waiting(session, actor=ada)[0].id == first.handoff_id


# Transfer and reassignment


def transfer(database: Database, handoff_id: str, actor: Actor, **to: str) -> Handoff:
    with database.write() as session:
        return claims.transfer(session, handoff_id, actor=actor, note="Lost passport.", **to)


def test_a_colleague_on_line_takes_over_at_once(database: Database) -> None:
    ada, bob, waiting = agent(database), agent(database, "bob"), wait(database)
    on_line(database, bob)
    take(database, waiting, ada)
    handoff = transfer(database, waiting.handoff_id, ada, username="bob")
    assert (handoff.state, handoff.agent_id) == ("claimed", bob.user_id)
    assert is_with_agent(database, waiting)
    step = log_of(database, waiting)[-1]
    assert isinstance(step, HandoffStep)
    assert (step.kind, step.public_name, step.detail["note"]) == ("transferred", "Bob", "Lost passport.")
    with pytest.raises(TransitionNotAllowed):
        write(database, waiting, ada, "One more thing")


def test_another_department_gets_it_into_its_queue_with_the_note(database: Database) -> None:
    ada, ivy = agent(database), agent(database, "ivy", departments=("IMMD",))
    waiting = wait(database, department="TD")
    take(database, waiting, ada)
    handoff = transfer(database, waiting.handoff_id, ada, department="IMMD")
    assert (handoff.state, handoff.department, handoff.agent_id) == ("waiting", "IMMD", None)
    assert not is_with_agent(database, waiting)
    assert take(database, waiting, ivy).agent_id == ivy.user_id


def test_the_contact_centre_s_own_queue_is_a_star(database: Database) -> None:
    ada, waiting = agent(database), wait(database, department="TD")
    take(database, waiting, ada)
    assert transfer(database, waiting.handoff_id, ada, department="*").department is None


@pytest.mark.parametrize("why", ["away", "other department", "an editor", "nobody", "both", "neither", "no note"])
def test_a_transfer_that_would_lose_the_citizen_is_refused(database: Database, why: str) -> None:
    ada, bob = agent(database), agent(database, "bob")
    ivy = agent(database, "ivy", departments=("IMMD",))
    agent(database, "ed", roles=(Role.EDITOR,))
    on_line(database, ivy, *([bob] if why != "away" else []))
    waiting = wait(database, department="TD")
    take(database, waiting, ada)
    to = {
        "away": {"username": "bob"},
        "other department": {"username": "ivy"},
        "an editor": {"username": "ed"},
        "nobody": {"username": "nobody"},
        "both": {"username": "bob", "department": "IMMD"},
        "neither": {},
        "no note": {"username": "bob"},
    }[why]
    with pytest.raises(InvalidInput) as refused, database.write() as session:
        claims.transfer(session, waiting.handoff_id, actor=ada, note=" " if why == "no note" else "note", **to)
    assert refused.value.field == {"both": "department", "neither": "department", "no note": "note"}.get(
        why, "username"
    )
    assert find(database, waiting).agent_id == ada.user_id


@pytest.mark.parametrize("was", ["waiting", "claimed"])
def test_a_supervisor_gives_it_to_an_agent_and_takes_it_back(database: Database, was: str) -> None:
    ada, bob, sue, waiting = agent(database), agent(database, "bob"), supervisor(database), wait(database)
    on_line(database, bob)
    if was == "claimed":
        take(database, waiting, ada)
    with database.write() as session:
        assert claims.reassign(session, waiting.handoff_id, actor=sue, username="bob").agent_id == bob.user_id
    with database.write() as session:
        assert claims.reassign(session, waiting.handoff_id, actor=sue, username=None).state == "waiting"
    assert kinds(database, waiting)[-2:] == ["reassigned", "reassigned"]


def test_an_agent_reassigns_nothing(database: Database) -> None:
    ada, bob, waiting = agent(database), agent(database, "bob"), wait(database)
    on_line(database, bob)
    take(database, waiting, ada)
    with pytest.raises(PermissionDenied), database.write() as session:
        claims.reassign(session, waiting.handoff_id, actor=ada, username="bob")


# Notes and the audit


def test_a_note_is_an_entry_of_the_log_for_staff(database: Database) -> None:
    ada, waiting = agent(database), wait(database)
    step = note(database, waiting, actor=ada, text="Rang\x00 twice.")
    assert (step.kind, step.detail, step.public_name) == (StepKind.NOTE, {"text": "Rang twice."}, None)


@pytest.mark.parametrize("text", ["", " \n", "x" * 2001], ids=["empty", "blank", "long"])
def test_a_note_that_cannot_be_kept_names_its_field(database: Database, text: str) -> None:
    ada, waiting = agent(database), wait(database)
    with pytest.raises(InvalidInput) as refused:
        note(database, waiting, actor=ada, text=text)
    assert refused.value.field == "text"


def test_every_step_of_staff_is_one_row_of_the_audit_with_who_did_it(database: Database) -> None:
    ada, bob, sue, waiting = agent(database), agent(database, "bob"), supervisor(database), wait(database)
    on_line(database, ada, bob)
    take(database, waiting, ada)
    transfer(database, waiting.handoff_id, ada, username="bob")
    note(database, waiting, actor=bob, text="A note with words")
    end(database, waiting.handoff_id, bob, "put_back")
    with database.write() as session:
        claims.reassign(session, waiting.handoff_id, actor=sue, username="ada")
    end(database, waiting.handoff_id, ada, "release")
    assert audit(database) == [
        ("ada", "handoff.claim"),
        ("ada", "handoff.transfer"),
        ("bob", "handoff.note"),
        ("bob", "handoff.put_back"),
        ("sue", "handoff.reassign"),
        ("ada", "handoff.release"),
    ]
    with database.read() as session:
        assert [row for row in session.scalars(select(AuditEvent)) if "words" in str(row.detail)] == []
