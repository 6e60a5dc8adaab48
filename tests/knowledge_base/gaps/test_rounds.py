"""How do stored conversations become groups that keep what was decided about them?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, update

from assistant.accounts.permissions import operator
from assistant.answering.answer import Status
from assistant.conversations.models import Conversation, Message
from assistant.database import Database
from knowledge_base.article import ArticleText
from knowledge_base.editing import save_version
from knowledge_base.gaps import deciding
from knowledge_base.gaps.models import GapGroup, GapKind, GapState
from knowledge_base.gaps.register import Wanted, list_groups
from knowledge_base.gaps.rounds import GapRounds
from knowledge_base.models import content_of
from knowledge_base.release import publish, withdraw
from knowledge_base.versions import list_versions
from tests.knowledge_base.gaps.talking import ask, editor, groups, items, new_agent, reply, rounds

VAN = "Where may I park a camper van overnight?"
DRONE = "Do I have to register a drone?"


def listed(database: Database, kind: GapKind = GapKind.QUESTION, **changes: object) -> list[tuple[str, int]]:
    wanted = replace(Wanted(kind, 30), **changes)  # type: ignore[arg-type]  # Fields by name.
    with database.read() as session:
        page = list_groups(session, wanted, actor=editor("TD", "HD"))
    return [(group.row.title, group.count) for group in page.groups]


def test_the_same_asked_in_other_words_is_one_group_and_the_largest_comes_first(database: Database) -> None:
    ask(database, DRONE)
    ask(database, VAN)
    ask(database, "Where may I park my camper van overnight please?")
    rounds(database).follow()
    assert [count for _, count in listed(database)] == [2, 1]
    assert listed(database)[1] == (DRONE, 1)


def test_what_is_asked_later_joins_the_group_that_is_there(database: Database) -> None:
    learning = rounds(database)
    ask(database, VAN)
    learning.follow()
    (first,) = groups(database)
    ask(database, VAN.upper())
    learning.follow()
    (again,) = groups(database)
    assert (again.id, listed(database)[0][1]) == (first.id, 2)


def test_a_round_with_nothing_new_opens_no_model(database: Database) -> None:
    def refuse() -> object:
        raise AssertionError("nothing is to be embedded")

    GapRounds(database, refuse, rounds(database).catalogue).follow()  # type: ignore[arg-type]  # It is not called.


def test_a_dismissed_group_stays_dismissed_whoever_asks_again(database: Database) -> None:
    learning = rounds(database)
    ask(database, VAN)
    learning.follow()
    (group,) = groups(database)
    with database.write() as session:
        deciding.dismiss(session, group.id, GapKind.QUESTION, actor=editor(), reason="no such place")
    ask(database, VAN)
    learning.follow()
    assert listed(database, state=GapState.DISMISSED) == [(VAN, 2)]
    assert listed(database, state=GapState.OPEN) == []


def draft_and_publish(database: Database, group_id: int) -> str:
    with database.write() as session:
        version = deciding.draft_article(session, group_id, actor=editor(), department="TD")
        content = content_of(version)
        written = replace(content, text={"en": ArticleText(VAN, "At Pier Road.")})
        save_version(session, written, actor=operator())
        publish(session, content.id, actor=operator())
    return content.id


def state(database: Database) -> str:
    rounds(database).follow()
    return groups(database)[0].state


def test_a_group_is_done_once_its_article_is_live_and_opens_when_the_same_still_fails(database: Database) -> None:
    ask(database, VAN)
    assert state(database) == "open"
    article_id = draft_and_publish(database, groups(database)[0].id)
    assert state(database) == "done"
    assert groups(database)[0].article_id == article_id
    ask(database, VAN)
    assert state(database) == "open"
    assert state(database) == "open"


def test_a_new_version_that_goes_live_settles_it_once_more(database: Database) -> None:
    ask(database, VAN)
    state(database)
    article_id = draft_and_publish(database, groups(database)[0].id)
    state(database)
    ask(database, VAN)
    assert state(database) == "open"
    with database.write() as session:
        content = content_of(list_versions(session, article_id)[0])
        save_version(session, replace(content, text={"en": ArticleText(VAN, "At the pier.")}), actor=operator())
        publish(session, article_id, actor=operator())
    assert state(database) == "done"


def test_a_group_whose_article_was_withdrawn_is_open_again(database: Database) -> None:
    ask(database, VAN)
    state(database)
    article_id = draft_and_publish(database, groups(database)[0].id)
    assert state(database) == "done"
    with database.write() as session:
        withdraw(session, article_id, actor=operator(), reason="wrong")
    assert state(database) == "open"


def test_what_is_erased_leaves_nothing_behind(database: Database) -> None:
    asked = ask(database, VAN)
    rounds(database).follow()
    with database.write() as session:
        session.execute(delete(Conversation).where(Conversation.id == asked.conversation_id))
    rounds(database).follow()
    assert (items(database), groups(database)) == ([], [])


def test_a_title_that_was_erased_is_replaced_by_what_others_asked(database: Database) -> None:
    first, other = ask(database, VAN), "Where may I park a camper van overnight, please?"
    ask(database, VAN)
    last = ask(database, other)
    rounds(database).follow()
    assert listed(database) == [(VAN, 3)]
    with database.write() as session:
        session.execute(delete(Conversation).where(Conversation.id != last.conversation_id))
    rounds(database).follow()
    assert listed(database) == [(other, 1)]
    assert first.conversation_id != last.conversation_id


def test_a_round_that_another_worker_overtook_writes_nothing(database: Database) -> None:
    ask(database, VAN)
    slow, overtaking = rounds(database), rounds(database)
    find = slow._find

    def find_slowly(*arguments: Any) -> Any:
        overtaking.look()
        return find(*arguments)

    slow._find = find_slowly  # type: ignore[method-assign, assignment]  # Another round looks in between.
    assert slow.look() == 0
    assert len(items(database)) == 1


def test_replies_recur_when_three_conversations_got_the_same_words(database: Database) -> None:
    agent = new_agent(database)
    for number in range(3):
        asked = ask(database, VAN)
        reply(database, asked, f"Camper vans may stay at Pier Road for two nights{'.' * number}", agent=agent)
        rounds(database).follow()
        assert len(listed(database, GapKind.REPLY, least=3)) == (number == 2)
    with database.read() as session:
        page = list_groups(session, Wanted(GapKind.REPLY, 30, least=3), actor=editor())
    assert (page.groups[0].count, page.groups[0].authors) == (3, 1)


def test_the_same_reply_three_times_in_one_conversation_does_not_recur(database: Database) -> None:
    agent, asked = new_agent(database), ask(database, VAN)
    for _ in range(3):
        reply(database, asked, "Camper vans may stay at Pier Road for two nights.", agent=agent)
    rounds(database).follow()
    assert listed(database, GapKind.REPLY, least=3) == []


@pytest.mark.parametrize(
    ("changes", "count"),
    [({"language": "en"}, 1), ({"language": "zh-Hant"}, 0), ({"reason": "unanswered"}, 1), ({"department": "HD"}, 0)],
)
def test_groups_are_listed_by_what_their_messages_are(database: Database, changes: dict[str, Any], count: int) -> None:
    ask(database, VAN)
    rounds(database).follow()
    assert len(listed(database, **changes)) == count


def test_only_ones_own_departments_groups_are_listed_and_pages_go_on(database: Database) -> None:
    for text in (VAN, DRONE, "How tall may a hedge be?"):
        ask(database, text)
    ask(database, "May I keep a goat on the balcony of my flat?", department="HD")
    rounds(database).follow()
    wanted = Wanted(GapKind.QUESTION, 30)
    with database.read() as session:
        first = list_groups(session, wanted, actor=editor("TD"), limit=2)
        rest = list_groups(session, wanted, actor=editor("TD"), limit=2, after=first.next or "")
    assert first.total == 3
    assert [len(first.groups), len(rest.groups), rest.next] == [2, 1, None]
    assert {group.row.department for page in (first, rest) for group in page.groups} == {"TD"}


def test_what_is_older_than_asked_for_is_not_counted(database: Database) -> None:
    asked = ask(database, VAN)
    rounds(database).follow()
    assert listed(database, days=1) == [(VAN, 1)]
    with database.write() as session:
        old = update(Message).where(Message.id == asked.message_id)
        session.execute(old.values(created_at=groups(database)[0].created_at.replace(year=2025)))
    ask(database, DRONE, conversation_id=asked.conversation_id, status=Status.ANSWERED_APPROVED_TEXT)
    rounds(database).follow()
    assert listed(database, days=1) == []


def test_a_group_is_whose_matter_most_of_its_questions_are(database: Database) -> None:
    for department in ("TD", "HD", "HD"):
        ask(database, VAN, department=department)
    rounds(database).follow()
    with database.read() as session:
        assert session.query(GapGroup).one().department == "HD"
