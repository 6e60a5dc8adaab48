"""What is still found while whatever makes the vectors is down?  Measured with the sample city's test questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.answering.knowledge import Query
from assistant.errors import EmbeddingUnavailable
from assistant.languages import LANGUAGES
from assistant.settings import Settings
from eval.datasets.questions import Split
from eval.datasets.sample import answerable_questions, in_split
from eval.knowledge_sets import SAMPLE, OpenedSet, load_set, open_set
from eval.metrics import mean
from knowledge_base.embeddings import Embedding, open_embedding

FOUND = 5


class FailingEmbedding:
    """The shipped one, while it is not down."""

    def __init__(self, shipped: Embedding) -> None:
        self._shipped = shipped
        self.name, self.dimensions = shipped.name, shipped.dimensions
        self.is_down = False

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.is_down:
            raise EmbeddingUnavailable("down")
        return self._shipped.embed(texts)


def recall(opened: OpenedSet, language: str, mode: str) -> float:
    """The share of the questions in `language` for which a right article is among the first five."""
    questions = [q for q in in_split(answerable_questions(), Split.TEST) if q.language == language]
    results = opened.knowledge.search_many([Query(q.text, language) for q in questions], limit=FOUND)
    assert {result.mode for result in results} == {mode}
    return mean(
        bool({hit.article_id for hit in result.hits} & set(question.relevant_ids))
        for question, result in zip(questions, results, strict=True)
    )


@pytest.mark.promise("P4")
def test_words_alone_find_four_fifths_of_what_is_found_otherwise(settings: Settings, tmp_path: Path) -> None:
    embedding = FailingEmbedding(open_embedding(settings))
    with open_set(load_set(SAMPLE, tmp_path), embedding, cache=tmp_path) as opened:
        embedding.is_down = True  # Before anything else: the vectors of what was just asked are remembered.
        down = {language: recall(opened, language, "keyword") for language in LANGUAGES}
        embedding.is_down = False
        normal = {language: recall(opened, language, "hybrid") for language in LANGUAGES}
    for language in LANGUAGES:
        print(f"P4  {language}  recall@{FOUND}  {down[language]:.3f} by words alone, {normal[language]:.3f} normally")
        assert down[language] >= 0.8 * normal[language]
