"""Which other names does a thing have?"""

import pytest

from knowledge_base.aliases import load_aliases, make_aliases
from knowledge_base.keyword_search import KeywordIndex, tokenise
from knowledge_base.question_terms import question_terms

ARTICLES = {
    1: "Replacing a lost identity card",
    2: "Driving licence: fees",
    3: "補領身份證",
    4: "駕駛執照的費用",
    5: "Library card",
    6: "借書證",
}
INDEX = KeywordIndex({number: tokenise(text) for number, text in ARTICLES.items()})


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("HKID", {1, 3}),
        ("drivers license", {2, 4}),
        ("身分證", {1, 3}),
        ("駕照", {2, 4}),
        ("身分证", {1, 3}),
        ("驾照", {2, 4}),
    ],
)
def test_an_article_is_found_by_another_name(question: str, articles: set[int]):
    scores = INDEX.scores(question_terms(question, INDEX))
    best = sorted(zip(scores, INDEX.ids.tolist(), strict=True))[-2:]
    assert {number for _, number in best} == articles
    assert min(score for score, _ in best) > 0


def test_a_name_in_several_groups_has_the_others_of_all():
    aliases = make_aliases([["OAP", "state pension"], ["OAP", "fruit money"]])
    assert aliases.others["oap",] == (("state", "pension"), ("fruit", "money"))
    assert aliases.others["fruit", "money"] == (("oap",),)


def test_the_longest_name_is_found():
    aliases = make_aliases([["card", "plastic"], ["card fee", "charge"]])
    assert aliases.starting_at(["lost", "card", "fee"], 1) == ("card", "fee")
    assert aliases.starting_at(["lost", "card"], 1) == ("card",)
    assert aliases.starting_at(["lost", "card"], 0) is None


def test_every_name_of_the_table_says_something_and_has_another():
    assert all(len(name) > 0 and len(others) > 0 for name, others in load_aliases().others.items())


@pytest.mark.parametrize(
    ("one", "other"),
    [("replace", "renew"), ("補領", "續領"), ("补领", "续领"), ("換領", "續領"), ("换领", "补领")],
)
def test_giving_back_prolonging_and_exchanging_stay_apart(one: str, other: str):
    assert tuple(tokenise(other)) not in load_aliases().others[tuple(tokenise(one))]
