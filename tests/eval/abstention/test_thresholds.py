"""From which confidence on is a question answered, are titles offered, and is a department named?"""

import pytest

from eval.abstention.thresholds import MIN_OFFER, Judged, choose_thresholds, effect_of
from eval.datasets.questions import Kind


def judged(
    confidence: float, kind: Kind = Kind.ANSWERABLE, *, right: bool = True, offers: bool = True, may: bool = True
) -> Judged:
    return Judged(confidence, kind, may, best_is_relevant=right, offers_relevant=offers, department_is_right=right)


def near_miss(confidence: float) -> Judged:
    return judged(confidence, Kind.NEAR_MISS, right=False, offers=False)


def test_the_effect_of_a_threshold_is_counted_among_answerable_questions_and_near_misses():
    questions = [judged(0.9), judged(0.8, right=False), judged(0.2), judged(0.1), near_miss(0.85), near_miss(0.3)]
    effect = effect_of(questions, 0.5)
    assert effect.coverage == 0.5  # two of four
    assert effect.precision == 0.5  # one of these two
    assert effect.near_misses == 0.5  # one of two


def test_a_complaint_is_never_answered():
    assert effect_of([judged(0.9, may=False), near_miss(0.1)], 0.5).coverage == 0.0


def test_as_many_are_answered_as_few_enough_near_misses_allow():
    questions = [judged(0.9), judged(0.8), judged(0.7), judged(0.6), near_miss(0.65), *[near_miss(0.1)] * 3]
    # At 0.6 one of four near misses is answered, 0.25; at 0.1 all of them would be.
    assert choose_thresholds(questions).thresholds.answer == 0.6


def test_where_that_would_answer_too_few_enough_are_answered_all_the_same():
    questions = [judged(0.9), judged(0.5), judged(0.4), near_miss(0.8), near_miss(0.7)]
    assert choose_thresholds(questions).thresholds.answer == 0.5  # two of three, above 0.58


def test_titles_are_offered_where_enough_of_the_offers_hold_the_answer_and_never_far_down():
    sure = [judged(0.95), judged(0.9), judged(0.85), judged(0.8)]
    near = [near_miss(confidence) for confidence in (0.45, 0.28, 0.27, 0.26)]
    unsure = [judged(0.5, right=False), judged(0.3, right=False), *near]
    thresholds = choose_thresholds([*sure, *unsure]).thresholds
    assert thresholds.answer == 0.8  # from 0.5 on, only four of five answers would be right
    assert thresholds.clarify == 0.27  # two of the five offers hold the answer; from 0.26 on it were two of six
    assert choose_thresholds([*sure, judged(0.2, right=False), near_miss(0.1)]).thresholds.clarify == MIN_OFFER


def test_without_near_misses_nothing_can_be_chosen():
    with pytest.raises(ValueError, match="values"):
        choose_thresholds([judged(0.9)])
