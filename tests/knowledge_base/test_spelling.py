"""Which word did somebody mean who wrote one that the knowledge does not hold?"""

import pytest

from knowledge_base.keyword_search import KeywordIndex, Term, english_words, tokenise
from knowledge_base.question_terms import CORRECTED, question_terms
from knowledge_base.spelling import Spelling

WORDS = Spelling("licence passport application certificate address maintenance renewal rental there cafe 身份".split())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("licnece", "licence"),  # Two letters changed places.
        ("passprt", "passport"),  # One is missing.
        ("addresss", "address"),  # One is too many.
        ("certifikate", "certificate"),  # One is wrong.
        ("aplicaton", "application"),  # A long word, two missing.
        ("maintainance", "maintenance"),  # One too many and one wrong.
        ("renwal", "renewal"),  # Rather a missing letter than a wrong one, which would be rental.
    ],
)
def test_a_slip_is_read_as_the_nearest_word(written: str, meant: str):
    assert WORDS.nearest(written) == meant


@pytest.mark.parametrize("word", ["cfe", "came", "rent", "kowloon", "passenger", "p4ssport", "護照", "护照", ""])
def test_what_is_near_to_nothing_stays(word: str):
    assert WORDS.nearest(word) is None


@pytest.mark.parametrize(
    ("question", "stem"),
    [("renew a pasport", "passport"), ("續領 pasport", "passport"), ("续领 pasport", "passport")],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_a_corrected_word_counts_less(question: str, stem: str):
    text = "renew a passport, 續領護照"
    index = KeywordIndex({1: tokenise(text)}, words=english_words(text))
    assert {term.tokens: term.weight for term in question_terms(question, index)}[(stem,)] == CORRECTED < 1


def test_a_word_that_is_held_or_names_something_is_no_slip():
    index = KeywordIndex({1: tokenise("dental form for CSS")}, words=["dental", "form", "csst"])
    assert question_terms("forms", index)[0] == Term(("form",))
    assert question_terms("CSSA", index)[0].tokens == ("cssa",)


def test_words_of_articles_that_are_gone_correct_nothing():
    index = KeywordIndex({1: ["fee"]}, words=["passport"])
    assert question_terms("pasport", index) == [Term(("pasport",))]
