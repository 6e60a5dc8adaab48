"""Which passages share words with the question?"""

import math

import pytest

from knowledge_base.keyword_search import CHARACTER_WEIGHT, KeywordIndex, tokenise, weight_of


def test_english_words_are_stemmed_and_grammar_words_left_out():
    assert tokenise("How do I renew the Licences?") == ["how", "renew", "licenc"]


def test_chinese_falls_into_characters_and_pairs_of_neighbours_in_one_script():
    assert tokenise("身份證") == ["身", "份", "证", "身份", "份证"]
    assert tokenise("身份證") == tokenise("身份证")


@pytest.mark.parametrize("text", ["點樣", "怎样", "我想问", "唔"], ids=["Cantonese", "zh-Hans", "zh-Hans long", "one"])
def test_how_something_is_asked_in_chinese_is_left_out(text: str):
    assert tokenise(text) == []


def test_a_pair_stays_when_one_of_its_characters_says_something():
    assert tokenise("續領的") == ["续", "领", "续领", "领的"]


def test_a_single_character_counts_less_than_a_pair_and_an_english_letter_counts_whole():
    assert weight_of("证") == CHARACTER_WEIGHT < weight_of("身份") == weight_of("x") == 1.0


def test_a_lone_chinese_character_is_a_token():
    assert tokenise("續 renew 牌") == ["续", "renew", "牌"]


def test_full_width_letters_and_digits_match_plain_ones():
    assert tokenise("ＴＤ５５８") == tokenise("td558") == ["td558"]


def test_nothing_in_gives_nothing_out():
    assert tokenise("🙂 … !!") == []
    assert KeywordIndex({}).scores(["a"]).tolist() == []


def test_rarer_words_weigh_more():
    index = KeywordIndex({1: ["fee", "renew"], 2: ["fee", "lost"], 3: ["fee"]})
    assert index.idf("renew") == pytest.approx(math.log(1 + (3 - 1 + 0.5) / (1 + 0.5)))  # one of three documents
    assert index.idf("fee") < index.idf("renew") < index.idf("never seen")


def test_the_document_with_the_words_scores_best_and_without_any_scores_nothing():
    index = KeywordIndex(
        {7: tokenise("renew driving licence"), 9: tokenise("library card"), 4: tokenise("dog licence")}
    )
    scores = dict(zip(index.ids.tolist(), index.scores(tokenise("renew my driving licence")).tolist(), strict=True))
    assert scores[7] > scores[4] > scores[9] == 0
    assert index.rows == {7: 0, 9: 1, 4: 2}


def test_a_document_of_average_length_that_holds_every_word_once_scores_one():
    index = KeywordIndex({1: ["a", "b"], 2: ["c", "d"]})
    assert index.scores(["a", "b"])[0] == pytest.approx(1.0)  # tf/(tf + 1.2) × idf, over idf/(1 + 1.2)


def test_words_that_nobody_holds_lower_every_score():
    index = KeywordIndex({1: ["a", "b"], 2: ["c", "d"]})
    assert index.scores(["a", "unknown"])[0] < index.scores(["a"])[0]
