"""Does a question find what is published, and only that?"""

import datetime
import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.accounts.permissions import operator
from assistant.answering.knowledge import Excerpt, Query
from assistant.database import Database
from assistant.errors import EmbeddingUnavailable, IndexUnavailable
from knowledge_base import editing, release
from knowledge_base.article import ArticleContent, ArticleText, Audience
from knowledge_base.embeddings import HashEmbedding
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.passage_index import ExactIndex, PassageIndex

TODAY = datetime.date(2026, 11, 21)
RENEW = ArticleContent(
    "td-renew",
    "TD",
    {
        "en": ArticleText(
            "How do I renew my driving licence?", "Bring form TD 558. The fee is $900.", ("renew licence",)
        ),
        "zh-Hant": ArticleText("如何續領駕駛執照？", "請帶備表格TD 558。費用為900元。"),
        "zh-Hans": ArticleText("如何续领驾驶执照？", "请带备表格TD 558。费用为900元。"),
    },
)
DOG = ArticleContent("afcd-dog", "AFCD", {"en": ArticleText("How do I license my dog?", "Bring the dog to a vet.")})
POOL = ArticleContent("lcsd-pool", "LCSD", {"en": ArticleText("What does swimming cost?", "A ticket is $17.")})


class CountingEmbedding:
    """Counts the texts it embeds, and fails while `is_down`."""

    def __init__(self, name: str = "counting") -> None:
        self._inner = HashEmbedding()
        self.name, self.dimensions = name, self._inner.dimensions
        self.embedded = 0
        self.is_down = False

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.is_down:
            raise EmbeddingUnavailable("down")
        self.embedded += len(texts)
        return self._inner.embed(texts)


class BreakingIndex(ExactIndex):
    """An index that can be made to fail, as a damaged one does."""

    is_broken = False

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[tuple[int, float]]:
        if self.is_broken:
            raise IndexUnavailable("damaged")
        return super().search(vector, limit=limit)


def _knowledge(database: Database, embedding: CountingEmbedding | None = None, index: PassageIndex | None = None):
    embedding = embedding or CountingEmbedding()
    make_index = lambda _count: index or ExactIndex(embedding.dimensions)  # noqa: E731  # One word is enough here.
    return KnowledgeBase(database, embedding, make_index=make_index, today=lambda: TODAY)


def _publish(database: Database, *contents: ArticleContent) -> None:
    with database.write() as session:
        for content in contents:
            editing.save_version(session, content, actor=operator())
            release.publish(session, content.id, actor=operator())


def _found(knowledge: KnowledgeBase, text: str, language: str = "en", audience: str = "public") -> list[str]:
    return [hit.article_id for hit in knowledge.search(Query(text, language, audience)).hits]


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("fee to renew a driving licence", "en", "Bring form TD 558. The fee is $900."),
        ("續領駕駛執照要幾錢", "zh-Hant", "請帶備表格TD 558。費用為900元。"),
        ("续领驾驶执照要多少钱", "zh-Hans", "请带备表格TD 558。费用为900元。"),
    ],
)
def test_each_language_finds_the_article_and_its_own_wording(
    sqlite_database: Database, text: str, language: str, answer: str
):
    _publish(sqlite_database, RENEW, DOG, POOL)
    hit = _knowledge(sqlite_database).search(Query(text, language)).hits[0]
    assert (hit.article_id, hit.language, hit.answer) == ("td-renew", language, answer)


def test_a_question_in_one_script_finds_text_in_the_other(sqlite_database: Database):
    simplified = replace(RENEW, text={"zh-Hans": RENEW.text["zh-Hans"]})
    _publish(sqlite_database, simplified, DOG)
    hit = _knowledge(sqlite_database).search(Query("續領駕駛執照", "zh-Hant")).hits[0]
    assert (hit.article_id, hit.language) == ("td-renew", "zh-Hans")


def test_what_is_asked_and_the_first_article_says_in_no_language_is_told(sqlite_database: Database):
    in_cash = ArticleText("如何續領駕駛執照？", "請帶備表格TD 558。費用為900元，以現金繳付。", ("續牌可否退款？",))
    _publish(sqlite_database, replace(RENEW, text={**RENEW.text, "zh-Hant": in_cash}), DOG)
    knowledge = _knowledge(sqlite_database)

    def unspoken(text: str, alone: str = ""):
        return knowledge.search(Query(text, "en", alone=alone)).unspoken

    assert unspoken("Can I appeal about my driving licence?") == ("action:appeal", "step:appeal")
    assert unspoken("May I pay cash when I renew my driving licence, and get a refund?") == ()
    assert unspoken("Can I appeal about my driving licence? And how do I renew it?", "And how do I renew it?") == ()


def test_empty_knowledge_finds_nothing(sqlite_database: Database):
    result = _knowledge(sqlite_database).search(Query("anything", "en"))
    assert (result.hits, result.rejected, result.features) == ((), (), {})


def test_many_questions_give_the_same_as_one_by_one(database: Database):
    _publish(database, RENEW, DOG, POOL)
    knowledge = _knowledge(database)
    queries = [Query("dog licence", "en"), Query("swimming ticket", "en"), Query("續領", "zh-Hant")]
    assert knowledge.search_many(queries) == [knowledge.search(query) for query in queries]


def test_a_draft_is_not_found_and_a_published_one_is_found_at_the_next_question(database: Database):
    _publish(database, DOG)
    knowledge = _knowledge(database)
    assert _found(knowledge, "swimming ticket") != ["lcsd-pool"]
    with database.write() as session:
        editing.save_version(session, POOL, actor=operator())
    assert "lcsd-pool" not in _found(knowledge, "swimming ticket")
    with database.write() as session:
        release.publish(session, "lcsd-pool", actor=operator())
    assert _found(knowledge, "swimming ticket")[0] == "lcsd-pool"


def test_a_found_article_is_read_in_another_language_while_it_is_live(database: Database):
    _publish(database, RENEW)
    knowledge = _knowledge(database)
    [found] = knowledge.search(Query("renew licence", "en")).hits
    reworded = knowledge.reword(found, "zh-Hant")
    assert reworded is not None
    assert (reworded.title, reworded.answer) == ("如何續領駕駛執照？", "請帶備表格TD 558。費用為900元。")
    with database.write() as session:
        release.withdraw(session, "td-renew", actor=operator())
    assert knowledge.reword(found, "zh-Hant") is None


def test_an_article_is_not_read_in_a_language_that_it_lacks(sqlite_database: Database):
    _publish(sqlite_database, DOG)
    knowledge = _knowledge(sqlite_database)
    [found] = knowledge.search(Query("license my dog", "en")).hits
    assert knowledge.reword(found, "zh-Hant") is None


def test_a_withdrawn_article_is_gone_at_the_next_question(database: Database):
    _publish(database, RENEW, POOL)
    knowledge = _knowledge(database)
    assert _found(knowledge, "swimming ticket")[0] == "lcsd-pool"
    with database.write() as session:
        release.withdraw(session, "lcsd-pool", actor=operator())
    assert "lcsd-pool" not in _found(knowledge, "swimming ticket")


def test_a_searcher_that_missed_the_news_still_never_shows_what_was_withdrawn(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
):
    _publish(sqlite_database, RENEW, POOL)
    knowledge = _knowledge(sqlite_database)
    knowledge.refresh()
    monkeypatch.setattr(knowledge, "refresh", lambda **_: None)
    with sqlite_database.write() as session:
        release.withdraw(session, "lcsd-pool", actor=operator())
    result = knowledge.search(Query("swimming ticket", "en"))
    assert [hit.article_id for hit in result.hits] == ["td-renew"]
    assert [(r.article_id, r.reason) for r in result.rejected] == [("lcsd-pool", "not live")]


def test_a_new_version_replaces_the_old_wording(database: Database):
    _publish(database, POOL)
    knowledge = _knowledge(database)
    _found(knowledge, "swimming")
    _publish(database, replace(POOL, text={"en": ArticleText("What does swimming cost?", "A ticket is $19.")}))
    hit = knowledge.search(Query("swimming ticket", "en")).hits[0]
    assert (hit.version, hit.answer) == (2, "A ticket is $19.")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"audience": Audience.INTERNAL}, "internal"),
        ({"effective_from": datetime.date(2026, 11, 22)}, "not yet effective"),
        ({"effective_until": datetime.date(2026, 11, 20)}, "expired"),
    ],
)
def test_what_may_not_be_shown_today_is_kept_as_rejected(
    sqlite_database: Database, changes: dict[str, object], reason: str
):
    _publish(sqlite_database, RENEW, replace(POOL, **changes))  # type: ignore[arg-type]  # The cases name real fields.
    result = _knowledge(sqlite_database).search(Query("swimming ticket", "en"))
    assert "lcsd-pool" not in [hit.article_id for hit in result.hits]
    assert [(r.article_id, r.reason) for r in result.rejected] == [("lcsd-pool", reason)]


@pytest.mark.parametrize("changes", [{"effective_from": TODAY}, {"effective_until": TODAY}])
def test_the_first_and_the_last_day_count(sqlite_database: Database, changes: dict[str, datetime.date]):
    _publish(sqlite_database, replace(POOL, **changes))  # type: ignore[arg-type]  # The cases name real fields.
    assert _found(_knowledge(sqlite_database), "swimming") == ["lcsd-pool"]


def test_staff_may_see_internal_articles(sqlite_database: Database):
    _publish(sqlite_database, replace(POOL, audience=Audience.INTERNAL))
    assert _found(_knowledge(sqlite_database), "swimming", audience="internal") == ["lcsd-pool"]


def test_vectors_are_made_once_and_a_rebuild_calls_no_model(database: Database):
    _publish(database, RENEW, DOG)
    embedding = CountingEmbedding()
    _knowledge(database, embedding).refresh()
    made = embedding.embedded
    assert made == 9  # RENEW: 3 questions, 1 variant, 3 answers; DOG: 1 question, 1 answer.
    assert _knowledge(database, embedding).reindex() == 9
    assert embedding.embedded == made


def test_another_model_embeds_again_and_the_first_keeps_its_vectors(database: Database):
    _publish(database, DOG)
    first, second = CountingEmbedding("first"), CountingEmbedding("second")
    for embedding in (first, second, first):
        _knowledge(database, embedding).refresh()
    assert (first.embedded, second.embedded) == (2, 2)


def test_without_an_embedding_words_find_old_and_new_articles(database: Database):
    _publish(database, RENEW)
    embedding = CountingEmbedding()
    knowledge = _knowledge(database, embedding)
    knowledge.refresh()
    embedding.is_down = True
    _publish(database, POOL)
    result = knowledge.search(Query("swimming ticket", "en"))
    assert (result.hits[0].article_id, result.mode) == ("lcsd-pool", "keyword")
    embedding.is_down = False
    assert knowledge.search(Query("renew licence", "en")).mode == "hybrid"


def test_a_damaged_index_is_replaced_by_exact_search_in_the_same_question(sqlite_database: Database):
    _publish(sqlite_database, RENEW, DOG, POOL)
    embedding = CountingEmbedding()
    index = BreakingIndex(embedding.dimensions)
    index.name = "chroma"
    knowledge = _knowledge(sqlite_database, embedding, index)
    before = _found(knowledge, "swimming ticket")
    index.is_broken = True
    assert _found(knowledge, "swimming ticket") == before
    assert knowledge.index_name == "exact"


def test_questions_and_publishing_at_the_same_time_do_not_disturb_each_other(sqlite_database: Database):
    _publish(sqlite_database, RENEW, DOG)
    knowledge = _knowledge(sqlite_database)
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(30):
                assert _found(knowledge, "renew driving licence")[0] == "td-renew"
        except BaseException as error:  # Handed to the main thread, which fails the test.
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10):
        _publish(sqlite_database, replace(POOL, id=f"lcsd-pool-{number}"))
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(_found(knowledge, "swimming ticket")) == 10


FILLER = {"en": "Nothing else is said. ", "zh-Hant": "其他事項從略。", "zh-Hans": "其他事项从略。"}
LONG = ArticleContent(
    "immd-marry",
    "IMMD",
    {
        "en": ArticleText("Guide to marrying", f"## Fees\n\nA wedding is $305.\n\n## More\n\n{FILLER['en'] * 90}"),
        "zh-Hant": ArticleText("結婚指南", f"## 費用\n\n婚禮收305元。\n\n## 其他\n\n{FILLER['zh-Hant'] * 90}"),
        "zh-Hans": ArticleText("结婚指南", f"## 费用\n\n婚礼收305元。\n\n## 其他\n\n{FILLER['zh-Hans'] * 90}"),
    },
)


@pytest.mark.parametrize(
    ("text", "language", "excerpt"),
    [
        ("wedding fees", "en", Excerpt(("Fees",), "A wedding is $305.")),
        ("婚禮費用", "zh-Hant", Excerpt(("費用",), "婚禮收305元。")),
        ("婚礼费用", "zh-Hans", Excerpt(("费用",), "婚礼收305元。")),
    ],
)
def test_a_long_answer_is_quoted_in_the_language_that_is_shown(
    database: Database, text: str, language: str, excerpt: Excerpt
):
    _publish(database, LONG)
    [hit] = _knowledge(database).search(Query(text, language)).hits
    assert hit.answer == LONG.text[language].answer
    assert hit.excerpt == excerpt


def test_a_short_answer_has_no_excerpt(database: Database):
    _publish(database, RENEW)
    [hit] = _knowledge(database).search(Query("renew licence", "en")).hits
    assert hit.excerpt is None


def test_only_the_first_three_hits_are_quoted(database: Database):
    _publish(database, *(replace(LONG, id=f"immd-marry-{number}") for number in range(5)))
    hits = _knowledge(database).search(Query("wedding fees", "en")).hits
    assert [hit.excerpt is not None for hit in hits] == [True, True, True, False, False]


def test_a_long_answer_is_quoted_by_its_words_while_no_vector_can_be_made(database: Database):
    _publish(database, LONG)
    embedding = CountingEmbedding()
    knowledge = _knowledge(database, embedding)
    knowledge.refresh()
    embedding.is_down = True
    [hit] = knowledge.search(Query("wedding fees", "en")).hits
    assert hit.excerpt == Excerpt(("Fees",), "A wedding is $305.")
