"""How much of the exact top five an index finds."""

from __future__ import annotations

import numpy as np
import pytest

from eval.bench.agreement import agreement_lines, measure_agreement, share_of_nearest
from eval.bench.baselines import EmbeddedPassages, numpy_finder
from eval.bench.minority import MinorityQuestions
from knowledge_base.hash_embedding import HashEmbedding

COSINES = np.array([0.1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.2], dtype=np.float32)
TEXTS = [
    f"parking permit {number} {word}" for number, word in enumerate("fee form zone fine car van bus tram taxi".split())
]


@pytest.fixture
def passages() -> EmbeddedPassages:
    texts = [*TEXTS, "marriage", "swimming pool", "library card"]
    return EmbeddedPassages([10 * (row + 1) for row in range(len(texts))], texts, HashEmbedding().embed(texts))


def test_all_five_found_in_any_order_are_full_agreement() -> None:
    assert share_of_nearest(COSINES, [5, 1, 2, 3, 4]) == 1


def test_a_passage_that_is_farther_than_the_fifth_does_not_count() -> None:
    assert share_of_nearest(COSINES, [1, 2, 3, 0, 7]) == pytest.approx(0.6)  # 3 of 5


def test_a_passage_as_near_as_the_fifth_counts() -> None:
    assert share_of_nearest(COSINES, [1, 2, 3, 4, 6]) == 1  # Rows 5 and 6 are both at 0.5.


def test_only_the_first_five_found_count_and_missing_ones_are_missed() -> None:
    assert share_of_nearest(COSINES, [0, 1, 2, 3, 7, 4, 5]) == pytest.approx(0.6)
    assert share_of_nearest(COSINES, [1, 2]) == pytest.approx(0.4)


def test_exact_search_agrees_with_itself(passages: EmbeddedPassages) -> None:
    find = numpy_finder(passages, HashEmbedding())
    assert measure_agreement(passages, ["parking permit fee", "library card"], HashEmbedding(), find) == 1


def test_an_index_that_finds_nothing_for_every_other_question_agrees_by_half(passages: EmbeddedPassages) -> None:
    exact = numpy_finder(passages, HashEmbedding())
    asked = ["parking permit fee", "parking permit van"]
    share = measure_agreement(passages, asked, HashEmbedding(), lambda q: exact(q) if q == asked[0] else [])
    assert share == pytest.approx(0.5)  # (1 + 0) / 2


def test_the_lines_tell_the_minority_s_share_and_a_dash_without_questions(passages: EmbeddedPassages) -> None:
    find = numpy_finder(passages, HashEmbedding())
    lines = agreement_lines(
        passages, HashEmbedding(), find, None, questions=["parking", "parking"], minority=MinorityQuestions(3, ())
    )
    assert [(line.at, line.value, line.chroma) for line in lines] == [
        ("12 passages, 1 questions", "1.000", ""),
        ("25.0 % of 12 passages, 0 questions", "–", ""),  # 3 / 12
    ]
