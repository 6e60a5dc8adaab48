"""How good is a ranking, and how honest is a confidence?"""

import math

import pytest

from eval.metrics import (
    area_under_risk_coverage,
    auroc,
    expected_calibration_error,
    mean,
    ndcg_at,
    recall_at,
    reciprocal_rank,
    risk_coverage,
    threshold_refusing,
)


def test_recall_asks_only_whether_one_of_the_first_is_relevant():
    assert recall_at(["b", "a"], {"a"}, k=1) == 0.0
    assert recall_at(["b", "a"], {"a"}, k=2) == 1.0
    assert recall_at(["b"], {"a", "b", "c"}, k=1) == 1.0
    assert recall_at([], {"a"}, k=5) == 0.0


def test_the_second_place_is_worth_half():
    assert reciprocal_rank(["b", "a"], {"a"}) == 0.5
    assert reciprocal_rank(["b"], {"a"}) == 0.0


def test_gain_is_discounted_by_the_logarithm_of_the_place():
    assert ndcg_at(["b", "a"], {"a"}, k=10) == pytest.approx(1 / math.log2(3))
    assert ndcg_at(["a", "c"], {"a", "b"}, k=10) == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_auroc_is_the_share_of_pairs_in_the_right_order():
    assert auroc([0.9, 0.4], [0.5]) == 0.5  # One of two pairs.
    assert auroc([0.5], [0.5]) == 0.5  # A tie counts half.
    assert auroc([0.9, 0.8], [0.1]) == 1.0


def test_two_answers_at_ninety_percent_with_one_right_miss_by_forty_points():
    assert expected_calibration_error([0.9, 0.9], [True, False]) == pytest.approx(0.4)  # |0.9 - 0.5|


def test_bins_are_weighted_by_their_share_of_answers():
    stated, right = [0.95, 0.95, 0.95, 0.15], [True, True, True, False]
    assert expected_calibration_error(stated, right) == pytest.approx(0.75 * 0.05 + 0.25 * 0.15)


def test_the_more_is_answered_the_more_is_risked():
    points = risk_coverage([0.9, 0.6, 0.3], [True, False, True])
    assert [(p.threshold, p.coverage, p.risk) for p in points] == [
        (0.9, pytest.approx(1 / 3), 0.0),
        (0.6, pytest.approx(2 / 3), 0.5),
        (0.3, 1.0, pytest.approx(1 / 3)),
    ]
    assert area_under_risk_coverage([0.9, 0.6, 0.3], [True, True, True]) == 0.0


@pytest.mark.parametrize(
    "nothing",
    [
        lambda: mean([]),
        lambda: recall_at(["a"], set(), k=1),
        lambda: auroc([], [0.5]),
        lambda: expected_calibration_error([], []),
        lambda: expected_calibration_error([0.5], [True, False]),
        lambda: risk_coverage([], []),
    ],
)
def test_nothing_to_measure_is_an_error_and_not_a_zero(nothing):
    with pytest.raises(ValueError):  # noqa: PT011  # Which of the inputs is empty is told by the call.
        nothing()


@pytest.mark.parametrize(("share", "threshold"), [(0.0, 0.1), (0.25, 0.5), (0.5, 0.7), (1.0, 0.9)])
def test_the_threshold_refuses_no_more_than_the_share(share: float, threshold: float):
    assert threshold_refusing([0.9, 0.1, 0.7, 0.5], share=share) == threshold
