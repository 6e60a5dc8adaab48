"""What does a curator make of a group?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.accounts.permissions import operator
from assistant.audit import AuditEvent
from assistant.database import Database
from assistant.errors import GapNotFound, InvalidInput, PermissionDenied, TransitionNotAllowed
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.editing import save_version
from knowledge_base.gaps import deciding
from knowledge_base.gaps.models import GapKind
from knowledge_base.gaps.policy import load_policy
from knowledge_base.models import content_of
from knowledge_base.release import publish
from knowledge_base.review import submit
from tests.assistant.answering.scripted_knowledge import hit
from tests.knowledge_base.gaps.talking import ask, editor, groups, new_agent, reply, rounds

VAN = {
    "en": "Where may I park a camper van?",
    "zh-Hant": "camper van 可以泊喺邊度？",
    "zh-Hans": "camper van 停在哪里？",
}
REPLY = "Camper vans may stay at the Pier Road car park for two nights."


@pytest.fixture
def group_id(database: Database) -> int:
    """One group of TD's: asked twice in English, and an agent has replied once."""
    asked = ask(database, VAN["en"])
    ask(database, VAN["en"] + " Please tell me.")
    reply(database, asked, REPLY, agent=new_agent(database))
    rounds(database).follow()
    return next(group.id for group in groups(database) if group.kind == "question")


def test_a_draft_asks_what_was_asked_and_holds_material_for_its_answer(database: Database, group_id: int) -> None:
    near = {"en": hit("td-lorries", title="Where may lorries park?", answer="In Dock Street.")}
    with database.write() as session:
        version = deciding.draft_article(session, group_id, actor=editor(), department="TD", nearest=near)
    text = content_of(version).text["en"]
    assert {text.question, *text.variants} == {VAN["en"], VAN["en"] + " Please tell me."}
    assert all(part in text.answer for part in ("td-lorries", "> In Dock Street.", f"> {REPLY}"))
    assert (version.state, version.origin, version.origin_ref) == ("draft", "gap", f"gap:{group_id}")


def test_a_draft_has_each_language_that_was_asked_in(database: Database) -> None:
    for language, text in VAN.items():
        ask(database, text, language=language)
    anything = replace(load_policy(), threshold=dict.fromkeys(GapKind, -1.0))
    rounds(database, policy=anything).follow()
    (group,) = groups(database)
    with database.write() as session:
        version = deciding.draft_article(session, group.id, actor=editor(), department="TD")
    assert {language: text.question for language, text in content_of(version).text.items()} == VAN


def test_a_draft_whose_answer_is_not_written_cannot_be_submitted(database: Database, group_id: int) -> None:
    with database.write() as session:
        version = deciding.draft_article(session, group_id, actor=editor(), department="TD")
    with database.write() as session, pytest.raises(TransitionNotAllowed, match="written"):
        submit(session, version.article_id, 1, actor=editor())


def test_one_group_becomes_one_article(database: Database, group_id: int) -> None:
    with database.write() as session:
        deciding.draft_article(session, group_id, actor=editor(), department="TD")
    with database.write() as session, pytest.raises(TransitionNotAllowed):
        deciding.draft_article(session, group_id, actor=editor(), department="TD")


def publish_lorries(database: Database) -> None:
    text = {"en": ArticleText("Where may lorries park?", "In Dock Street.", ("Lorry parking",))}
    with database.write() as session:
        save_version(session, ArticleContent("td-lorries", "TD", text), actor=operator())
        publish(session, "td-lorries", actor=operator())


def test_variants_become_a_new_draft_of_the_article(database: Database, group_id: int) -> None:
    publish_lorries(database)
    with database.write() as session:
        version = deciding.add_variants(
            session, group_id, "td-lorries", actor=editor(), language="en", variants=[VAN["en"], "LORRY PARKING"]
        )
    assert (version.number, version.state, version.origin) == (2, "draft", "gap")
    assert content_of(version).text["en"].variants == ("Lorry parking", VAN["en"])


@pytest.mark.parametrize(("language", "variant"), [("en", "lorry parking"), ("zh-Hant", "貨車泊邊度？")])
def test_variants_must_be_new_and_in_a_language_that_the_article_has(
    database: Database, group_id: int, language: str, variant: str
) -> None:
    publish_lorries(database)
    with database.write() as session, pytest.raises(InvalidInput):
        deciding.add_variants(session, group_id, "td-lorries", actor=editor(), language=language, variants=[variant])


def test_replies_become_a_draft_in_the_agents_words(database: Database) -> None:
    agent = new_agent(database)
    for _ in range(3):
        reply(database, ask(database, VAN["en"]), REPLY, agent=agent)
    rounds(database).follow()
    group = next(group for group in groups(database) if group.kind == "reply")
    with database.write() as session:
        version = deciding.draft_from_replies(session, group.id, actor=editor(), department="TD")
    assert content_of(version).text == {"en": ArticleText(VAN["en"], REPLY)}
    assert (version.state, version.origin) == ("draft", "replies")


def test_another_departments_group_is_not_there(database: Database, group_id: int) -> None:
    stranger = editor("HD")
    with database.write() as session:
        for step in (
            lambda: deciding.draft_article(session, group_id, actor=stranger, department="HD"),
            lambda: deciding.add_variants(session, group_id, "x", actor=stranger, language="en", variants=["x"]),
            lambda: deciding.dismiss(session, group_id, GapKind.QUESTION, actor=stranger, reason="x"),
            lambda: deciding.dismiss(session, group_id, GapKind.REPLY, actor=editor(), reason="x"),
        ):
            with pytest.raises(GapNotFound):
                step()


def test_a_draft_is_made_for_ones_own_departments_only(database: Database, group_id: int) -> None:
    with database.write() as session, pytest.raises(PermissionDenied):
        deciding.draft_article(session, group_id, actor=editor("TD"), department="HD")


def test_nothing_is_dismissed_without_a_reason_and_the_audit_tells_who_did_it(
    database: Database, group_id: int
) -> None:
    with database.write() as session, pytest.raises(InvalidInput):
        deciding.dismiss(session, group_id, GapKind.QUESTION, actor=editor(), reason=" ")
    with database.write() as session:
        deciding.dismiss(session, group_id, GapKind.QUESTION, actor=editor(), reason="not ours")
    with database.read() as session:
        event = session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert event is not None
    assert (event.actor, event.action, event.subject) == ("mei", "gap.dismiss", f"gap:{group_id}")
