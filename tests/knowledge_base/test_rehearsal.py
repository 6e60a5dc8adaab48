"""Does a rehearsal answer as the knowledge would, once its drafts are live?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.accounts.permissions import operator
from assistant.answering.answer import Answer
from assistant.answering.draft import Question
from assistant.answering.knowledge import Knowledge, Query, SearchResult
from assistant.assistant import Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import IndexUnavailable
from assistant.settings import Settings
from knowledge_base import editing, release
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.embeddings import HashEmbedding
from knowledge_base.knowledge_base import KnowledgeBase, open_knowledge_base
from knowledge_base.passage_index import ExactIndex
from knowledge_base.register import live_contents
from knowledge_base.rehearsal import rehearse
from tests.knowledge_base.test_knowledge_base import DOG, POOL, RENEW, TODAY, BreakingIndex, CountingEmbedding, _publish
from tests.running_service import copy_samples

CAT = ArticleContent(
    "afcd-cat",
    "AFCD",
    {
        "en": ArticleText("How do I license my cat?", "A cat needs no licence.", ("cat licence",)),
        "zh-Hant": ArticleText("如何為貓隻領牌？", "貓隻毋須領牌。"),
        "zh-Hans": ArticleText("如何为猫只领牌？", "猫只毋须领牌。"),
    },
)
DEARER = replace(RENEW, text=RENEW.text | {"en": ArticleText("What does a licence cost?", "The fee is $950.")})


@pytest.fixture
def knowledge(database: Database) -> KnowledgeBase:
    embedding = HashEmbedding()
    _publish(database, RENEW, DOG, POOL)
    return KnowledgeBase(
        database, embedding, make_index=lambda _: ExactIndex(embedding.dimensions), today=lambda: TODAY
    )


def ids(knowledge: Knowledge, text: str, language: str = "en") -> list[str]:
    return [hit.article_id for hit in knowledge.search(Query(text, language)).hits]


def test_a_new_article_is_found_in_the_rehearsal_only(database: Database, knowledge: KnowledgeBase):
    rehearsal = rehearse(database, knowledge, [CAT])
    for text, language in (("cat licence", "en"), ("貓隻領牌", "zh-Hant"), ("猫只领牌", "zh-Hans")):
        assert ids(rehearsal, text, language)[0] == "afcd-cat"
        assert "afcd-cat" not in ids(knowledge, text, language)


def test_a_draft_stands_in_for_the_live_version_of_its_article(database: Database, knowledge: KnowledgeBase):
    (hit, *others) = rehearse(database, knowledge, [DEARER]).search(Query("What does a licence cost?", "en")).hits
    assert (hit.answer, hit.version) == ("The fee is $950.", 2)
    assert "td-renew" not in [other.article_id for other in others]
    assert knowledge.search(Query("renew licence", "en")).hits[0].version == 1


def test_what_would_be_withdrawn_is_not_found(database: Database, knowledge: KnowledgeBase):
    assert "afcd-dog" not in ids(rehearse(database, knowledge, [], without=["afcd-dog"]), "license my dog")
    assert ids(knowledge, "license my dog")[0] == "afcd-dog"


def test_a_saved_draft_is_named_by_its_own_version(database: Database, knowledge: KnowledgeBase):
    with database.write() as session:
        saved = editing.save_version(session, DEARER, actor=operator())
    hit = rehearse(database, knowledge, [DEARER]).search(Query("What does a licence cost?", "en")).hits[0]
    assert saved is not None
    assert (hit.version_id, hit.version) == (saved.id, saved.number)


def test_a_hit_is_reworded_from_the_draft(database: Database, knowledge: KnowledgeBase):
    rehearsal = rehearse(database, knowledge, [CAT])
    reworded = rehearsal.reword(rehearsal.search(Query("cat licence", "en")).hits[0], "zh-Hans")
    assert reworded is not None
    assert reworded.answer == "猫只毋须领牌。"


def test_contacts_are_those_of_what_would_be_live(database: Database, knowledge: KnowledgeBase):
    _publish(database, replace(POOL, text={"en": ArticleText("Where is the pool?", "Call 2345 6789.")}))
    moved = replace(POOL, text={"en": ArticleText("Where is the pool?", "Call 2987 6543.")})
    assert rehearse(database, knowledge, [moved]).published_contacts() == {"29876543"}
    assert knowledge.published_contacts() == {"23456789"}


def test_without_an_embedding_drafts_are_found_by_their_words(database: Database):
    embedding = CountingEmbedding()
    _publish(database, RENEW, DOG)
    knowledge = KnowledgeBase(database, embedding, make_index=lambda _: ExactIndex(embedding.dimensions))
    knowledge.refresh()
    embedding.is_down = True
    assert ids(rehearse(database, knowledge, [CAT]), "cat licence")[0] == "afcd-cat"


def test_an_index_that_fails_is_replaced_for_both(database: Database):
    embedding = HashEmbedding()
    index = BreakingIndex(embedding.dimensions)
    _publish(database, RENEW, DOG)
    knowledge = KnowledgeBase(database, embedding, make_index=lambda _: index)
    rehearsal = rehearse(database, knowledge, [CAT])
    index.is_broken = True
    with pytest.raises(IndexUnavailable):
        index.search(embedding.embed(["cat"])[0], limit=1)
    assert ids(rehearsal, "cat licence")[0] == "afcd-cat"
    assert ids(knowledge, "license my dog")[0] == "afcd-dog"


# Against the sample knowledge, whose words and vectors are many


@pytest.fixture
def sample(citizen_home: Path, settings: Settings) -> Iterator[tuple[Database, KnowledgeBase]]:
    copy_samples(citizen_home, settings.home)
    database = Database(settings.sqlalchemy_url)
    yield database, open_knowledge_base(settings, database)
    database.close()


def named(result: SearchResult) -> tuple[object, ...]:
    """What is found and what is rejected, in order, without the numbers and the ids that a database gives."""
    hits = [replace(hit, version_id=0, score=0, dense_score=0, keyword_score=0) for hit in result.hits]
    return hits, [(found.article_id, found.reason) for found in result.rejected], sorted(result.features), result.mode


def weighed(result: SearchResult) -> list[float]:
    """Every score and feature; vectors that were computed in another batch differ in the last digits."""
    scores = [score for hit in result.hits for score in (hit.score, hit.dense_score, hit.keyword_score)]
    return [*scores, *(found.score for found in result.rejected), *(v for _, v in sorted(result.features.items()))]


def told(answer: Answer) -> tuple[object, ...]:
    return answer.status, answer.text, [(cited.article_id, cited.version) for cited in answer.citations], answer.choices


def edits(contents: Sequence[ArticleContent]) -> list[ArticleContent]:
    """A new article, a changed answer, a variant that another article answers, and one that does not hold yet."""
    answer, variants, later = contents[10], contents[40], contents[70]
    longer = {lang: replace(t, answer=f"{t.answer}\n\n{CAT.text[lang].answer}") for lang, t in answer.text.items()}
    asked = contents[101].text
    wider = {lang: replace(t, variants=(*t.variants, asked[lang].question)) for lang, t in variants.text.items()}
    tomorrow = datetime.date(2099, 1, 1)
    return [CAT, replace(answer, text=longer), replace(variants, text=wider), replace(later, effective_from=tomorrow)]


def test_it_finds_weighs_and_answers_as_the_knowledge_does_once_the_drafts_are_live(
    sample: tuple[Database, KnowledgeBase],
):
    database, knowledge = sample
    with database.read() as session:
        contents = list(live_contents(session))
    drafts, leaving = edits(contents), contents[100]
    about = [*contents[::10], *drafts, leaving, contents[101]]
    questions = [Question(text.question, language) for content in about for language, text in content.text.items()]
    queries = [Query(question.text, question.language or "en") for question in questions]

    before = knowledge.search_many(queries)
    rehearsal = rehearse(database, knowledge, drafts, without=[leaving.id])
    rehearsed = rehearsal.search_many(queries)
    answers = Assistant(rehearsal, database, load_catalogue()).answer_many(questions)
    assert knowledge.search_many(queries) == before

    _publish(database, *drafts)
    with database.write() as session:
        release.withdraw(session, leaving.id, actor=operator())
    published = knowledge.search_many(queries)
    assert sum(named(old) != named(new) for old, new in zip(before, published, strict=True)) > 10
    assert list(map(named, rehearsed)) == list(map(named, published))
    for rehearsed_one, published_one in zip(rehearsed, published, strict=True):
        assert weighed(rehearsed_one) == pytest.approx(weighed(published_one), abs=1e-5)
    real = Assistant(knowledge, database, load_catalogue()).answer_many(questions)
    assert list(map(told, answers)) == list(map(told, real))
    assert [a.confidence for a in answers] == pytest.approx([a.confidence for a in real], abs=1e-5)
