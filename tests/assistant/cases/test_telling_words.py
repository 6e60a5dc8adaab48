"""Which words of a text speak for a label, as staff can read them?"""

import pytest

from assistant.cases.shipped_classifier import load_shipped
from assistant.cases.telling_words import telling_words


def tell(text: str, category: str) -> str:
    classifier = load_shipped()
    return telling_words(classifier, "category", category, classifier.read("", text), text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Street Lamp is dark.", "Lamp"),
        ("街燈壞咗，唔該整返", "街燈"),
        ("路灯坏了，请修好", "路灯"),
    ],
)
def test_words_are_shown_as_the_citizen_wrote_them(text: str, words: str):
    assert words in tell(text, "street_light")


def test_at_most_four_are_shown():
    assert (
        tell("Lamp post, dark street light, bulb, lamps flicker at night, lighting is out.", "street_light").count("“")
        <= 4
    )


@pytest.mark.parametrize("category", ["street_light", "of_another_city"])
def test_nothing_is_told_where_nothing_speaks_for_it(category: str):
    assert tell("the and of", category) == ""
