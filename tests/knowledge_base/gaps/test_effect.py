"""Which questions would an article win with new variants, and from which articles would it steal them?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.accounts.permissions import operator
from assistant.answering.answer import Status
from assistant.database import Database, utc_now
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.editing import save_version
from knowledge_base.gaps.deciding import with_variants
from knowledge_base.gaps.effect import AskedQuestion, Effect, list_asked, measure_effect
from knowledge_base.hash_embedding import HashEmbedding
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.models import GoldenQuestion
from knowledge_base.passage_index import ExactIndex
from knowledge_base.rehearsal import rehearse
from knowledge_base.release import publish
from tests.assistant.answering.scripted_knowledge import ScriptedKnowledge, hit
from tests.knowledge_base.gaps.talking import ask, rounds

LORRIES = ArticleContent("td-lorries", "TD", {"en": ArticleText("Where may lorries park?", "In Dock Street.")})
VANS = ArticleContent("td-vans", "TD", {"en": ArticleText("Where may I park a camper van?", "At Pier Road.")})
DOGS = ArticleContent("afcd-dogs", "AFCD", {"en": ArticleText("Must my dog wear a lead?", "Yes, in parks.")})


@pytest.fixture
def knowledge(database: Database) -> KnowledgeBase:
    with database.write() as session:
        for content in (LORRIES, VANS, DOGS):
            save_version(session, content, actor=operator())
            publish(session, content.id, actor=operator())
    embedding = HashEmbedding()
    return KnowledgeBase(database, embedding, make_index=lambda _: ExactIndex(embedding.dimensions))


def effect(database: Database, knowledge: KnowledgeBase, variant: str, *asked: AskedQuestion) -> Effect:
    content = with_variants(LORRIES, "en", [variant])
    rehearsed = rehearse(database, knowledge, [content])
    return measure_effect("td-lorries", asked, live=knowledge, rehearsed=rehearsed)


def test_what_nothing_surely_answers_is_won(database: Database, knowledge: KnowledgeBase) -> None:
    rehearsed = rehearse(database, knowledge, [LORRIES])
    asked = [AskedQuestion("Where may lorries park?", "en"), AskedQuestion("Must my dog wear a lead?", "en")]
    found = measure_effect("td-lorries", asked, live=ScriptedKnowledge(hit("td-vans")), rehearsed=rehearsed)
    assert [(won.question, won.before and won.before.article_id) for won in found.wins] == [(asked[0], "td-vans")]
    assert (found.steals, found.asked) == ((), 2)


def test_what_another_article_answers_is_stolen(database: Database, knowledge: KnowledgeBase) -> None:
    vans = AskedQuestion("My camper van stays tonight", "en")
    found = effect(database, knowledge, vans.text, vans)
    assert [(won.question, won.before and won.before.article_id) for won in found.steals] == [(vans, "td-vans")]
    assert found.wins == ()


def test_what_the_golden_set_gives_to_it_is_won_from_whoever_answers_now(
    database: Database, knowledge: KnowledgeBase
) -> None:
    vans = AskedQuestion("My camper van stays tonight", "en", right="td-lorries")
    found = effect(database, knowledge, vans.text, vans)
    assert [won.before and won.before.article_id for won in found.wins] == ["td-vans"]
    found = effect(database, knowledge, vans.text, replace(vans, right="td-vans"))
    assert (len(found.wins), len(found.steals)) == (0, 1)


def test_what_it_answers_already_is_no_news(database: Database, knowledge: KnowledgeBase) -> None:
    found = effect(database, knowledge, "Lorry parking", AskedQuestion("Where may lorries park?", "en"))
    assert (found.wins, found.steals) == ((), ())


def test_the_golden_set_the_gaps_and_what_was_asked_are_tried_once_each(database: Database) -> None:
    with database.write() as session:
        session.add(
            GoldenQuestion(
                department="TD",
                language="en",
                question="Where may lorries park?",
                article_id="td-lorries",
                author="mei",
                changed_at=utc_now(),
            )
        )
    ask(database, "WHERE may lorries park?", status=Status.ANSWERED_APPROVED_TEXT)
    ask(database, "May I feed the pigeons, my number is 91234567?")
    ask(database, "Good morning", status=Status.DECLINED_GREETING)
    rounds(database).follow()
    with database.read() as session:
        asked = list_asked(session, days=1)
    assert [(one.text[:24], one.right) for one in asked] == [
        ("Where may lorries park?", "td-lorries"),
        ("May I feed the pigeons, ", None),
    ]
    assert "91234567" not in asked[1].text
