"""How sure is it that the best article answers the question?"""

import math

import pytest

from assistant.answering.confidence import Confidence, Judge, Model, Thresholds, load_confidence
from tests.assistant.answering.scripted_knowledge import HOPELESS, SURE

LATIN = Judge(Model(-1.0, {"margin": 2.0}), Thresholds(answer=0.6, clarify=0.3, department=0.2))
HAN = Judge(Model(0.0, {"coverage": 1.0}), Thresholds(answer=0.7, clarify=0.4, department=0.1))
CONFIDENCE = Confidence(LATIN, HAN)


def test_log_odds_are_the_intercept_and_the_weighted_features():
    assert CONFIDENCE.estimate({"margin": 0.5, "han": 0.0}) == pytest.approx(0.5)  # -1 + 2 × 0.5 = 0
    assert CONFIDENCE.estimate({"margin": 1.0}) == pytest.approx(1 / (1 + math.exp(-1)))  # -1 + 2 × 1 = 1


def test_each_script_has_its_own_model_and_thresholds():
    features = {"coverage": 1.0, "margin": 9.0, "han": 1.0}
    assert CONFIDENCE.estimate(features) == pytest.approx(1 / (1 + math.exp(-1)))
    assert CONFIDENCE.thresholds(features) is HAN.thresholds
    assert CONFIDENCE.thresholds({"margin": 9.0}) is LATIN.thresholds


def test_nothing_found_is_no_confidence():
    assert CONFIDENCE.estimate({}) == 0.0


def test_huge_features_do_not_overflow():
    assert 0 < CONFIDENCE.estimate({"margin": -1e9}) < CONFIDENCE.estimate({"margin": 1e9}) <= 1


@pytest.mark.parametrize("han", [0.0, 1.0], ids=["latin", "han"])
def test_the_packaged_policy_grows_with_the_evidence_and_orders_its_thresholds(han: float):
    confidence = load_confidence()
    thresholds = confidence.thresholds({"han": han})
    assert 0 < thresholds.clarify <= thresholds.answer < 1
    assert 0 < thresholds.department < 1
    assert confidence.estimate(HOPELESS | {"han": han}) < thresholds.clarify
    assert confidence.estimate(SURE | {"han": han}) > thresholds.answer
