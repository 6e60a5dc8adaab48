"""Which numbers tell whether the best article answers the question?"""

import math

import pytest

from knowledge_base.features import BestText, measure
from knowledge_base.keyword_search import KeywordIndex, tokenise
from knowledge_base.layout import Place
from knowledge_base.search import Candidate
from knowledge_base.snapshot import Snapshot

TEXTS = {1: "renew driving licence fee 900", 2: "library card", 3: "swimming pool 續領 牌照"}
WORDS = {passage: tokenise(text) for passage, text in TEXTS.items()}
SNAPSHOT = Snapshot(
    places={passage: Place(passage, "en", True) for passage in TEXTS},
    passages_of={passage: [passage] for passage in TEXTS},
    words=WORDS,
    keywords=KeywordIndex(WORDS),
)


def candidate(version: int, score: float) -> Candidate:
    return Candidate(version, "en", score, dense=0.5, keyword=0.25)


def test_nothing_found_has_no_features():
    assert measure("renew", [], SNAPSHOT, BestText()) == {}


def test_margins_compare_the_best_with_the_second_and_the_fifth():
    scores = (0.8, 0.6, 0.5, 0.4, 0.2)
    features = measure("renew", [candidate(1, score) for score in scores], SNAPSHOT, BestText())
    assert features["margin"] == pytest.approx(0.2)  # 0.8 - 0.6
    assert features["spread"] == pytest.approx(0.6)  # 0.8 - 0.2
    assert features["relative_margin"] == pytest.approx(0.25)  # 0.2 / 0.8


def test_what_is_alone_is_compared_with_nothing():
    features = measure("renew", [candidate(1, 0.8)], SNAPSHOT, BestText())
    assert features["margin"] == features["spread"] == 0.8
    assert features["relative_margin"] == 1.0


def test_coverage_is_the_weight_share_of_the_words_that_the_article_holds():
    held, absent = math.log1p(2.5 / 1.5), math.log1p(3.5 / 0.5)  # one of three documents holds it, none does
    features = measure("renew horse", [candidate(1, 0.8)], SNAPSHOT, BestText())
    assert features["coverage"] == pytest.approx(held / (held + absent))


def test_the_best_title_counts_by_the_share_of_it_that_was_asked():
    titles = ("library card", "renew licence")
    assert measure("renew my licence", [candidate(1, 0.8)], SNAPSHOT, BestText(titles))["title_recall"] == 1.0
    assert measure("horse", [candidate(1, 0.8)], SNAPSHOT, BestText(titles))["title_recall"] == 0.0


@pytest.mark.parametrize(("text", "is_han"), [("renew", 0.0), ("續領牌照", 1.0), ("续领牌照", 1.0)])
def test_the_script_is_told(text: str, is_han: float):
    features = measure(text, [candidate(3, 0.8)], SNAPSHOT, BestText())
    assert features["han"] == is_han
    assert all(math.isfinite(value) for value in features.values())


BEYOND = BestText(("renew licence",), "Renew it here. The fee is 900.")


def test_what_is_asked_beyond_the_title_is_looked_for_in_the_answer():
    features = measure("renew licence fee", [candidate(1, 0.8)], SNAPSHOT, BEYOND)
    assert features["residual"] == features["residual_sentence"] == 1.0  # fee stands in a sentence
    features = measure("renew licence horse", [candidate(1, 0.8)], SNAPSHOT, BEYOND)
    assert features["residual"] == features["residual_sentence"] == 0.0


def test_what_two_sentences_say_no_single_one_says_whole():
    text = BestText(("licence",), "The fee is due. The card is yours.")
    features = measure("licence fee card", [candidate(1, 0.8)], SNAPSHOT, text)
    assert features["residual"] == 1.0
    assert features["residual_sentence"] == pytest.approx(0.5)  # fee and card are equally rare


def test_a_question_that_is_the_title_asks_nothing_beyond_it():
    assert measure("renew licence", [candidate(1, 0.8)], SNAPSHOT, BEYOND)["residual"] == 1.0


def test_of_several_turns_the_last_message_is_what_is_asked():
    features = measure(
        "renew licence horse\nand the fee?", [candidate(1, 0.8)], SNAPSHOT, BEYOND, message="and the fee?"
    )
    assert features["residual"] == 1.0
