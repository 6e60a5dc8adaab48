"""Is the classifier trained the same way every time, and what would it say of lines that it has not seen?"""

import numpy as np
import pytest

from assistant.cases.text_classifier import best, read_classifier
from assistant.cases.training import Example, train
from assistant.errors import InvalidInput

LINES = [
    Example("", text, {"matter": matter})
    for matter, texts in {
        "lamp": ("the lamp is dark", "a dark lamp", "lamp dark again", "lamp broken"),
        "refuse": ("refuse on the street", "bags of refuse", "refuse bags again", "refuse bags left"),
        "燈": ("街燈壞了", "街燈不亮", "盞街燈黑咗"),
    }.items()
    for text in texts
]


def test_the_same_lines_give_the_same_bytes():
    assert train(LINES, ["matter"]).classifier.to_bytes() == train(LINES, ["matter"]).classifier.to_bytes()


def test_a_stored_classifier_says_what_it_said_before():
    fresh = train(LINES, ["matter"]).classifier
    stored = read_classifier(fresh.to_bytes())
    for text in ("dark lamp", "bags", "街灯"):
        assert stored.confidences("matter", stored.read("", text)) == fresh.confidences("matter", fresh.read("", text))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\x80\x04pickle"])
def test_what_is_no_classifier_is_refused(content: bytes):
    with pytest.raises(InvalidInput):
        read_classifier(content)


@pytest.mark.parametrize(("text", "matter"), [("lamps are dark", "lamp"), ("more refuse", "refuse"), ("街灯", "燈")])
def test_new_words_about_the_same_are_recognised(text: str, matter: str):
    classifier = train(LINES, ["matter"]).classifier
    confidences = classifier.confidences("matter", classifier.read("", text))
    assert best(confidences, 1)[0][0] == matter
    assert sum(confidences.values()) == pytest.approx(1)


def test_the_scores_of_a_line_left_out_are_those_of_a_fit_without_it():
    """Every line twice, so that no feature is lost with the line, and its twin stays out of the head."""
    twins = [Example("", line.text, {"twin": "yes"}) for line in LINES]
    trained = train([*LINES, *twins], ["matter"])
    without = train([*LINES[1:], *twins, Example("", LINES[0].text, {})], ["matter"]).classifier
    expected = without.scores("matter", without.read("", LINES[0].text))
    # The fit of all has another mean of the labels to start from; the rest is exact but for rounding to a byte.
    assert trained.left_out["matter"][0] == pytest.approx(expected, abs=0.06)


def test_a_head_learns_only_from_the_lines_that_are_labelled_for_it():
    mixed = [
        *LINES,
        Example("", "the lamp is dark", {"mood": "calm"}),
        Example("", "lamp dark lamp", {"mood": "angry"}),
    ]
    trained = train(mixed, ["matter", "mood"])
    assert trained.classifier.heads["mood"].labels == ("angry", "calm")
    assert trained.left_out["mood"].shape == (2, 2)


def test_a_heavier_line_pulls_more():
    def sure_of_refuse(weight: float) -> float:
        odd = Example("", "dark lamp dark lamp", {"matter": "refuse"}, weight)
        classifier = train([*LINES, odd], ["matter"]).classifier
        return classifier.confidences("matter", classifier.read("", "dark lamp"))["refuse"]

    assert sure_of_refuse(20) > sure_of_refuse(1)


def test_the_features_that_speak_for_a_label_are_told():
    classifier = train(LINES, ["matter"]).classifier
    reading = classifier.read("", "the dark lamp and the refuse")
    assert "w:lamp" in classifier.telling_features("matter", "lamp", reading)
    assert "w:lamp" not in classifier.telling_features("matter", "refuse", reading)


def test_a_text_of_unknown_words_is_judged_by_how_common_each_label_is():
    classifier = train(LINES, ["matter"]).classifier
    reading = classifier.read("", "zzz")
    assert len(reading.rows) == 0
    assert np.isfinite(reading.scores).all()
