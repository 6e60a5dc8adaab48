"""Which words and stretches of characters does a text consist of?"""

import math

from assistant.cases.text_features import text_features


def test_english_words_count_by_their_stem_alone_and_in_pairs():
    features = text_features("", "Broken lamps")
    assert {"w:broken", "w:lamp", "p:broken lamp"} <= features.keys()


def test_chinese_counts_by_one_to_three_characters():
    assert text_features("", "街灯坏").keys() == {"h:街", "h:灯", "h:坏", "h:街灯", "h:灯坏", "h:街灯坏"}


def test_both_scripts_and_written_cantonese_are_one():
    assert text_features("", "街燈壞咗") == text_features("", "街灯坏了")


def test_what_the_subject_says_counts_twice():
    assert text_features("燈", "")["h:灯"] == 1 + math.log(2)
    assert text_features("", "燈")["h:灯"] == 1


def test_a_text_without_letters_has_no_features():
    assert text_features("", "!? 123 🙂") == {}
