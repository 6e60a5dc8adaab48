"""Which articles say nearly the same as another?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.database import Database
from assistant.errors import EmbeddingUnavailable
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.duplicates import find_duplicates
from knowledge_base.hash_embedding import HashEmbedding

ANSWER = "Bring your identity card and the form to any licensing office and pay the fee of $900 at the counter."


def article(name: str, answer: str, question: str = "How do I renew my driving licence?") -> ArticleContent:
    return ArticleContent(name, "TD", {"en": ArticleText(question, answer)})


ONE = article("one", ANSWER)
TWIN = article("twin", ANSWER.replace("Bring", "Please bring"), "How can I renew a driving licence?")
OTHER = article("other", "Dogs must be on a lead in every country park.", "May I walk my dog?")


def test_twins_are_found_once_and_strangers_are_not(sqlite_database: Database):
    with sqlite_database.read() as session:
        (pair,) = find_duplicates(session, HashEmbedding(), [ONE, TWIN, OTHER])
    assert (pair.article_id, pair.other_id, pair.language) == ("one", "twin", "en")
    assert 0.75 <= pair.score <= 1


def test_new_articles_are_compared_with_those_that_are_there(sqlite_database: Database):
    with sqlite_database.read() as session:
        found = find_duplicates(session, HashEmbedding(), [TWIN], against=[ONE, OTHER])
        assert [(pair.article_id, pair.other_id) for pair in found] == [("twin", "one")]
        assert find_duplicates(session, HashEmbedding(), [OTHER], against=[ONE]) == []


class Broken(HashEmbedding):
    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise EmbeddingUnavailable("down")


def test_words_alone_tell_while_no_vector_can_be_made(sqlite_database: Database):
    with sqlite_database.read() as session:
        found = find_duplicates(session, Broken(), [ONE, TWIN, OTHER])
    assert [(pair.article_id, pair.other_id) for pair in found] == [("one", "twin")]
