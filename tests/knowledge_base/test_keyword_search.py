"""Which passages share words with the question?"""

import math

import pytest

from knowledge_base.keyword_search import (
    CHARACTER_WEIGHT,
    OTHER_NAME,
    KeywordIndex,
    Term,
    english_words,
    tokenise,
    weight_of,
)


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


def test_american_and_british_spelling_give_the_same_tokens():
    assert tokenise("Licensing programs of the Labor Organization") == tokenise(
        "licencing programmes of the labour organisation"
    )
    assert tokenise("organ size prize") == ["organ", "size", "prize"]


def test_a_possessive_ending_says_nothing():
    assert tokenise("driver's licence, parents’ house") == tokenise("driver licence, parent house")


@pytest.mark.parametrize(("one", "other"), [("HK$3,500", "hk 3500"), ("二十五歲", "25歲"), ("两个月", "2个月")])
def test_a_number_gives_the_same_tokens_in_words_and_digits(one: str, other: str):
    assert tokenise(one) == tokenise(other)


def test_english_words_are_given_as_they_are_spelt():
    assert english_words("Renewals of 護照 passports, passports") == {"renewals", "of", "passports"}


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


def test_a_term_counts_by_its_weight():
    index = KeywordIndex({1: ["a", "b"], 2: ["c", "d"]})
    assert index.scores([Term(("a",)), Term(("b",), 0.5)])[0] == pytest.approx(1.0)  # Both are held.
    assert index.scores([Term(("a",)), Term(("c",), 0.5)])[0] == pytest.approx(2 / 3)  # 1 / (1 + 0.5)


def test_another_name_counts_less_than_the_one_that_was_used_and_not_beside_it():
    index = KeywordIndex({1: ["id", "x"], 2: ["hkid", "x"], 3: ["id", "hkid"], 4: ["x", "x"]})
    scores = index.scores([Term(("id",), others=(("hkid",),))])
    assert scores[1] == pytest.approx(OTHER_NAME * scores[0])
    assert scores[2] == pytest.approx(scores[0])
    assert scores[3] == 0


def test_another_name_counts_where_it_stands_whole():
    index = KeywordIndex({1: ["identity", "card"], 2: ["library", "card"], 3: ["hkid", "fee"]})
    assert index.scores([Term(("hkid",), others=(("identity", "card"),))])[1] == 0


def test_another_name_counts_in_full_where_nobody_uses_the_one_that_was_asked():
    index = KeywordIndex({1: ["passport", "b"], 2: ["c", "d"]})
    term = Term(("booklet",), others=(("passport",),))
    assert index.scores([term])[0] == pytest.approx(1.0)
    assert index.worth(term) == pytest.approx(index.idf("passport"))


def test_a_text_has_a_share_of_a_term():
    index = KeywordIndex({1: ["identity", "card"], 2: ["library", "card"], 3: ["hkid", "fee"]})
    term = Term(("identity", "card"), others=(("hkid",),))
    both = index.idf("identity") + index.idf("card")
    assert index.share(term, {"identity", "card"}) == pytest.approx(1.0)
    assert index.share(term, {"card"}) == pytest.approx(index.idf("card") / both)
    # The other name's weight: its own rarity, or all that the words count where that is less.
    assert index.share(term, {"hkid"}) == pytest.approx(OTHER_NAME * min(index.idf("hkid"), both) / both)
    assert index.share(term, {"fee"}) == 0
