"""What do plain means find?"""

import pytest

from assistant.answering.draft import Role, Turn
from assistant.database import Database
from eval.datasets.questions import KnownQuestion, Split
from eval.retrieval.baselines import (
    fuse_by_rank,
    make_documents,
    make_utterance_documents,
    rank_by_chroma,
    rank_by_vectors,
    rank_by_words,
    read_with_history,
)
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.embeddings import HashEmbedding

ARTICLES = [
    ArticleContent(
        "licence",
        "TD",
        {
            "en": ArticleText("How do I renew a driving licence?", "Bring the form.", ("licence renewal",)),
            "zh-Hant": ArticleText("如何續領駕駛執照？", "請帶表格。"),
            "zh-Hans": ArticleText("如何续领驾驶执照？", "请带表格。"),
        },
    ),
    ArticleContent("pool", "LCSD", {"en": ArticleText("When is the pool open?", "Every day.")}),
    ArticleContent("card", "LCSD", {"en": ArticleText("How do I get a library card?", "Online.")}),
]


def test_there_is_one_document_for_each_language_of_an_article():
    documents = make_documents(ARTICLES)
    assert documents.article_ids == ["licence", "licence", "licence", "pool", "card"]
    assert documents.texts[0] == "How do I renew a driving licence?\nlicence renewal\nBring the form."
    assert documents.titled_answers[3] == "When is the pool open?\nEvery day."


@pytest.mark.parametrize("query", ["driving licence", "續領駕駛執照", "续领驾驶执照", "renew執照"])
def test_words_find_the_article_that_holds_them(query: str):
    assert next(iter(rank_by_words(make_documents(ARTICLES), [query])[0])) == "licence"


def test_words_that_nobody_holds_find_nothing():
    assert rank_by_words(make_documents(ARTICLES), ["xyz", ""]) == [{}, {}]


def test_vectors_find_the_nearest_article_by_its_best_language(sqlite_database: Database):
    found = rank_by_vectors(make_documents(ARTICLES), ["pool open", "續領執照"], HashEmbedding(), sqlite_database)
    assert [next(iter(ranking)) for ranking in found] == ["pool", "licence"]


def test_chroma_finds_what_exact_search_finds(sqlite_database: Database):
    queries = ["pool open", "renew a driving licence"]
    documents, embedding = make_documents(ARTICLES), HashEmbedding()
    exact = rank_by_vectors(documents, queries, embedding, sqlite_database)
    for found, expected in zip(rank_by_chroma(documents, queries, embedding, sqlite_database), exact, strict=True):
        best = next(iter(found))
        assert best == next(iter(expected))
        assert found[best] == pytest.approx(expected[best], abs=1e-4)


def test_every_wording_of_an_utterance_set_is_a_document_of_its_own():
    documents = make_utterance_documents(ARTICLES[:1])
    assert documents.texts[:2] == ["How do I renew a driving licence?", "licence renewal"]
    assert set(documents.article_ids) == {"licence"}


def test_fusion_adds_what_the_ranks_are_worth():
    # a: 1/61 + 1/62; b: 1/62 + 1/61; c: 1/63; equal sums keep the order of appearance.
    fused = fuse_by_rank({"a": 0.9, "b": 0.1}, {"b": 5.0, "a": 3.0, "c": 1.0})
    assert list(fused) == ["a", "b", "c"]
    assert fused["c"] == pytest.approx(1 / 63)
    assert list(fuse_by_rank({"a": 1.0, "b": 0.5}, {"b": 1.0})) == ["b", "a"]  # 1/62 + 1/61 against 1/61


def test_a_baseline_reads_the_citizens_last_two_turns():
    turns = tuple(
        Turn(role, text)
        for text, role in zip("abcd", [Role.CITIZEN, Role.CITIZEN, Role.ASSISTANT, Role.CITIZEN], strict=True)
    )
    assert read_with_history(KnownQuestion("q", "e", "en", Split.TEST, history=turns)) == "b\nd\ne"
