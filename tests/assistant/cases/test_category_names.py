"""How well does a text fit a category of which only the names are known?"""

import pytest

from assistant.cases.catalogue import Category
from assistant.cases.category_names import fit_names
from assistant.cases.shipped_classifier import load_shipped

POST = Category("post", {"en": "Postal delivery", "zh-Hant": "郵件派遞"}, "D", 5)
DOGS = Category("dogs", {"en": "Dogs off the lead", "zh-Hant": "無牽繩狗隻"}, "D", 5)


def fit(text: str) -> dict[str, float]:
    classifier = load_shipped()
    known = classifier.confidences("category", classifier.read("", text))
    return fit_names("", text, known, [POST, DOGS], classifier)


@pytest.mark.parametrize("text", ["The postal delivery failed again.", "郵件派遞又失誤", "邮件派递又失误"])
def test_the_words_of_a_name_count_in_either_script(text: str):
    assert fit(text)["post"] > fit(text)["dogs"]


@pytest.mark.parametrize("text", ["A stray hound without a collar bites.", "有隻流浪狗周圍走", "有只流浪狗到处走"])
def test_what_makes_one_think_of_the_same_is_akin(text: str):
    assert fit(text)["dogs"] > fit(text)["post"]
