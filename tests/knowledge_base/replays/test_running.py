"""Is a replay that was asked for run once, whatever becomes of its worker, and what does it ask?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role, operator
from assistant.assistant import Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.conversations.models import AnswerRecord, Conversation, Message
from assistant.database import Database, utc_now
from assistant.errors import ArticleNotFound, InvalidInput, PermissionDenied, ReplayNotFound
from knowledge_base import editing, golden
from knowledge_base.embeddings import HashEmbedding
from knowledge_base.golden import Golden
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.passage_index import ExactIndex
from knowledge_base.replays.comparison import Kind
from knowledge_base.replays.models import Replay
from knowledge_base.replays.questions import asked_about, list_questions
from knowledge_base.replays.register import (
    MAX_TRIES,
    DraftOf,
    ReplayState,
    ask_replay,
    claim_replay,
    find_replay,
    list_replays,
)
from knowledge_base.replays.running import Replayer
from tests.knowledge_base.test_gates import THIEF, TITLES
from tests.knowledge_base.test_knowledge_base import DOG, POOL, RENEW, _publish

EDITOR = Actor("mei", ROLE_PERMISSIONS[Role.EDITOR], frozenset({"TD"}))
STRANGER = replace(EDITOR, departments=frozenset({"HD"}))
THEFT = [DraftOf(THIEF.id, 1)]


@pytest.fixture
def knowledge(database: Database) -> KnowledgeBase:
    embedding = HashEmbedding()
    _publish(database, RENEW, DOG, POOL)
    with database.write() as session:
        editing.save_version(session, THIEF, actor=EDITOR)
    return KnowledgeBase(database, embedding, make_index=lambda _: ExactIndex(embedding.dimensions))


@pytest.fixture
def replayer(database: Database, knowledge: KnowledgeBase) -> Replayer:
    return Replayer(database, lambda: knowledge, load_catalogue(), margin=0)


@pytest.fixture
def ask(database: Database, knowledge: KnowledgeBase) -> Callable[..., None]:
    """A citizen asks and is answered, in a conversation of its own."""
    assistant = Assistant(knowledge, database, load_catalogue())

    def ask(*texts: str, language: str = "en") -> None:
        started = assistant.start_conversation(language=language)
        for text in texts:
            assistant.reply(assistant.receive(started.id, started.token, text))

    return ask


def make_golden(database: Database) -> None:
    with database.write() as session:
        for language, title in TITLES.items():
            asked = Golden("TD", language, title, "td-renew")
            golden.add_golden(session, asked, actor=operator(), catalogue=load_catalogue())


def start(database: Database, drafts: list[DraftOf] = THEFT, **chosen: object) -> int:
    with database.write() as session:
        return ask_replay(session, drafts, actor=EDITOR, **chosen).id  # type: ignore[arg-type]  # Named by each test.


def found(database: Database, number: int) -> Replay:
    with database.read() as session:
        return find_replay(session, number, actor=EDITOR)


def test_what_would_be_lost_is_told_and_nothing_is_stored(
    database: Database, replayer: Replayer, ask: Callable[..., None]
):
    make_golden(database)
    ask(TITLES["en"])
    ask(DOG.text["en"].question)
    with database.read() as session:
        before = [session.scalar(select(func.count()).select_from(row)) for row in (Conversation, Message)]
    number = start(database)
    assert replayer.run_due() == 1
    assert replayer.run_due() == 0
    replay = found(database, number)
    assert replay.result is not None
    assert (replay.state, replay.done, replay.total) == (ReplayState.DONE, 4, 4)
    assert [group["lost"] for group in replay.result["golden"]["by_group"]] == [1, 1, 1]
    # The licence is asked about already by a golden question, the dog is not.
    assert replay.result["questions"] == {"asked": 1, "same": 1, "changed": 0}
    assert not replay.result["passed"]
    with database.read() as session:
        assert before == [session.scalar(select(func.count()).select_from(row)) for row in (Conversation, Message)]


def test_what_is_live_alone_loses_nothing(database: Database, replayer: Replayer):
    make_golden(database)
    number = start(database, [], department="TD", days=0)
    replayer.run_due()
    result = found(database, number).result
    assert result is not None
    assert (result["passed"], result["changes"]) == (True, [])


def test_a_replay_whose_worker_died_is_run_by_another_after_the_lease(database: Database, replayer: Replayer):
    number = start(database)
    with database.write() as session:
        assert claim_replay(session) is not None
    assert replayer.run_due() == 0
    with database.write() as session:
        session.execute(update(Replay).values(due_at=utc_now() - datetime.timedelta(seconds=1)))
    assert replayer.run_due() == 1
    assert found(database, number).state == ReplayState.DONE


def test_a_replay_over_which_workers_die_again_and_again_is_given_up(database: Database, replayer: Replayer):
    number = start(database)
    with database.write() as session:
        session.execute(update(Replay).values(attempts=MAX_TRIES))
    assert replayer.run_due() == 0
    assert found(database, number).state == ReplayState.FAILED


def test_a_worker_that_is_to_end_leaves_the_replay_to_others(database: Database, replayer: Replayer):
    make_golden(database)
    number, looks = start(database), iter([False, True, True, True])
    assert replayer.run_due(stopping=lambda: next(looks)) == 0
    assert found(database, number).state == ReplayState.RUNNING


def test_only_who_serves_the_department_asks_and_sees(database: Database, knowledge: KnowledgeBase):
    number = start(database)
    with database.write() as session:
        with pytest.raises(PermissionDenied):
            ask_replay(session, THEFT, actor=STRANGER)
        with pytest.raises(PermissionDenied):
            ask_replay(session, [], actor=EDITOR)  # Everybody's questions.
        with pytest.raises(ReplayNotFound):
            find_replay(session, number, actor=STRANGER)
        assert list_replays(session, actor=STRANGER) == []
        assert [replay.id for replay in list_replays(session, actor=EDITOR)] == [number]


def test_a_replay_that_makes_no_sense_is_refused(database: Database, knowledge: KnowledgeBase):
    with database.write() as session:
        with pytest.raises(ArticleNotFound):
            ask_replay(session, [DraftOf("td-nothing", 1)], actor=EDITOR)
        with pytest.raises(InvalidInput):
            ask_replay(session, THEFT * 2, actor=EDITOR)
        with pytest.raises(InvalidInput):
            ask_replay(session, THEFT, actor=EDITOR, days=91)


# The questions of citizens


def asked(database: Database, *, days: int = 1, limit: int = 100) -> list[str]:
    with database.read() as session:
        questions = list_questions(session, published=frozenset(), days=days, limit=limit)
        return [question.text for question in questions]


def test_each_question_is_asked_once_and_follow_ups_not_at_all(database: Database, ask: Callable[..., None]):
    ask("How do I license my dog?", "And how much?")
    ask("how do I license my  dog?")
    ask("Thank you!")
    assert [text.casefold().split() for text in asked(database)] == [["how", "do", "i", "license", "my", "dog?"]]


def test_older_questions_are_left_out(database: Database, ask: Callable[..., None]):
    ask("How do I license my dog?")
    with database.write() as session:
        session.execute(update(Message).values(created_at=utc_now() - datetime.timedelta(days=2)))
    assert asked(database) == []
    assert len(asked(database, days=3)) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I am Chan, call 9123 4567. How do I license my dog?", "en"),
        ("我電話係9123 4567，點樣幫隻狗領牌？", "zh-Hant"),
        ("我的电话是9123 4567，怎样给狗领牌？", "zh-Hans"),
    ],
)
def test_nobody_is_named(database: Database, ask: Callable[..., None], text: str, language: str):
    ask("Hello", language=language)
    with database.write() as session:
        # As an agent may have been told it, unmasked.
        session.execute(update(Message).where(Message.role == "citizen").values(text=text, language=language))
    with database.write() as session:
        session.execute(update(AnswerRecord).values(outcome="handoff"))
    [question] = asked(database)
    assert "9123" not in question


def test_no_more_than_so_many_are_asked_the_golden_ones_first(database: Database, ask: Callable[..., None]):
    make_golden(database)
    ask("How do I license my dog?")
    assert asked(database, limit=3) == list(TITLES.values())
    with database.read() as session:
        kinds = [q.kind for q in list_questions(session, days=1, published=frozenset(), limit=4)]
    assert kinds == [Kind.GOLDEN] * 3 + [Kind.ASKED]


def test_questions_about_an_article_are_those_it_answered(database: Database, ask: Callable[..., None]):
    for title in (TITLES["en"], TITLES["zh-Hans"], DOG.text["en"].question):
        ask(title)
    with database.read() as session:
        about = asked_about(session, "td-renew", days=1, published=frozenset(), limit=10)
    assert {question.text for question in about} == {TITLES["en"], TITLES["zh-Hans"]}
