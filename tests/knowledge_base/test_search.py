"""How is a question read beside the turns before it, and with which weights?"""

import numpy as np
import pytest

from assistant.answering.knowledge import Query
from knowledge_base.search import Alone, Policy, Reading, Weights, combine_vectors, load_policy, read, read_turns

POLICY = Policy(Weights(0.4, 0.5), Weights(0.98, 0.5), Alone(0.1, 0.6), Alone(0.4, 0.7), candidates=60)


def test_a_first_question_has_one_reading():
    assert read(Query("renew licence", "en"), POLICY) == (Reading("renew licence", 1.0),)


@pytest.mark.parametrize(
    ("earlier", "alone"),
    [("renew licence", "and the fee?"), ("續領車牌", "咁要幾錢？"), ("续领驾照", "那多少钱？")],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_a_question_that_leans_is_read_mostly_with_what_was_said_before(earlier: str, alone: str):
    together = f"{earlier}\n{alone}"
    readings = read(Query(together, "en", alone=alone, leans=True), POLICY)
    assert readings == (Reading(together, 0.9), Reading(alone, 0.1))


def test_a_question_that_stands_alone_counts_more_than_the_matter_before_it():
    together, alone = read(Query("renew licence\nWhere can I swim?", "en", alone="Where can I swim?"), POLICY)
    assert (together.weight, alone.weight) == (0.4, 0.6)


@pytest.mark.parametrize(("leans", "earlier", "alone"), [(True, 0.3, 0.4), (False, 0.15, 0.7)])
def test_for_vectors_each_turn_is_read_by_itself(leans: bool, earlier: float, alone: float):
    query = Query("a\nb\nc", "en", alone="c", leans=leans, earlier=("a", "b"))
    readings = read_turns(query, POLICY)
    assert [reading.text for reading in readings] == ["a", "b", "c"]
    assert [reading.weight for reading in readings] == pytest.approx([earlier, earlier, alone])


def test_for_vectors_a_first_question_has_one_reading():
    assert read_turns(Query("renew licence", "en"), POLICY) == (Reading("renew licence", 1.0),)


def test_a_cosine_with_the_combined_vector_is_the_mean_of_the_readings_cosines():
    readings = (Reading("a", 0.25), Reading("b", 0.75))
    vectors = np.array([[1, 0], [0, 1]], dtype=np.float32)
    assert combine_vectors(readings, vectors) @ np.array([1, 0]) == pytest.approx(0.25)  # 0.25 × 1 + 0.75 × 0


@pytest.mark.parametrize(("text", "keyword"), [("renew", 0.4), ("續領", 0.98), ("续领", 0.98)])
def test_the_script_of_the_question_chooses_the_weights(text: str, keyword: float):
    assert POLICY.weights(text).keyword == keyword


def test_the_packaged_policy_is_made_of_shares():
    policy = load_policy()
    shares = [policy.alone.leaning, policy.alone.otherwise]
    shares += [share for weights in (policy.latin, policy.han) for share in (weights.keyword, weights.answer)]
    assert all(0 <= share <= 1 for share in shares)
    assert policy.alone.leaning < policy.alone.otherwise
