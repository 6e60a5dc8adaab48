"""What is a report about, whose is it, and which of its words say so?"""

import pytest

from assistant.cases.catalogue import Catalogue, Category, Department, load_catalogue
from assistant.cases.classification import classify

CATALOGUE = load_catalogue()
LAMPS = [
    "The street lamp in front of our house has been dark for a week. Please repair it.",
    "我屋企樓下盞街燈壞咗成個星期，麻煩派人整返好佢。",
    "我家楼下的路灯坏了一个星期，麻烦派人修好。",
]


@pytest.mark.parametrize("text", LAMPS)
def test_category_department_and_type_are_found_in_every_language(text: str):
    found = classify("", text, catalogue=CATALOGUE)
    assert found.categories[0].code == "street_light"
    assert found.departments[0].code == "HYD"
    assert found.case_type.code == "service_request"


@pytest.mark.parametrize(("text", "word"), list(zip(LAMPS, ["lamp", "街燈", "路灯"], strict=True)))
def test_the_reason_is_in_the_words_of_the_text(text: str, word: str):
    assert word in classify("", text, catalogue=CATALOGUE).categories[0].reason


def test_three_of_each_come_with_the_surest_first():
    found = classify("Rats", "Rats run out of the refuse room every night.", catalogue=CATALOGUE)
    for choices in (found.categories, found.departments):
        shares = [choice.confidence for choice in choices]
        assert len(shares) == 3
        assert shares == sorted(shares, reverse=True)
        assert 0 < sum(shares) <= 1 + 1e-6


@pytest.mark.parametrize("text", ["", "...", "🙂🙂"])
def test_a_text_that_says_nothing_is_other(text: str):
    assert classify("", text, catalogue=CATALOGUE).categories[0].code == "other"


def another_city() -> Catalogue:
    """Nothing is named as in the shipped catalogue."""
    names = {
        "beleuchtung": {"en": "Public lighting", "zh-Hant": "公共照明", "zh-Hans": "公共照明"},
        "abfall": {"en": "Household waste", "zh-Hant": "家居垃圾", "zh-Hans": "生活垃圾"},
        "spielplatz": {"en": "Playgrounds", "zh-Hant": "遊樂場", "zh-Hans": "游乐场"},
        "ausweis": {"en": "Passports", "zh-Hant": "護照", "zh-Hans": "护照"},
    }
    departments = {f"D-{code}": Department(f"D-{code}", name) for code, name in names.items()}
    return Catalogue(departments, {code: Category(code, name, f"D-{code}", 5) for code, name in names.items()})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "beleuchtung") for text in LAMPS),
        ("Nobody has emptied the rubbish bins of our block for ten days.", "abfall"),
        ("大廈嘅垃圾房十日冇人收", "abfall"),
        ("小区垃圾房十天没人收", "abfall"),
        ("The swing in the park is broken.", "spielplatz"),
        ("公園個鞦韆爛咗", "spielplatz"),
        ("公园的秋千坏了", "spielplatz"),
    ],
)
def test_another_citys_categories_are_found_by_their_names_alone(text: str, code: str):
    found = classify("", text, catalogue=another_city())
    assert found.categories[0].code == code
    assert found.departments[0].code == f"D-{code}"
