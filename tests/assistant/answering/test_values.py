import pytest

from assistant.answering.values import link_values, token_passage
from tests.assistant.answering.licences import APPROVED, LANGUAGES, source

LINKS = {
    "en": "the online form (https://www.chingwan.example/en/renew)",
    "zh-Hant": "網上表格 (https://www.chingwan.example/tc/renew)",
    "zh-Hans": "网上表格 (https://www.chingwan.example/sc/renew)",
}
HOURS = {"en": ("9 am", "5 pm"), "zh-Hant": ("上午9時", "下午5時"), "zh-Hans": ("上午9时", "下午5时")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_a_passage_becomes_a_token_that_stands_for_its_own_words(language):
    passage = token_passage(source(APPROVED[language], language=language), language)
    shown = [value.shown for value in passage.values]
    fee = "HK$900" if language == "en" else "900元"
    assert sorted(shown) == sorted(["TD 558", LINKS[language], fee, *HOURS[language], "2345 6789"])
    assert not any(value.shown in passage.text for value in passage.values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_put_back_for_its_tokens_make_the_passage_again(language):
    passage = token_passage(source(APPROVED[language], language=language), language)
    text = passage.text
    for value in passage.values:
        text = text.replace(value.token, value.markdown or value.shown)
    assert text == APPROVED[language]


def test_a_model_is_told_the_label_of_a_link_and_never_its_address():
    passage = token_passage(source(APPROVED["en"]), "en")
    told = [value.told for value in passage.values]
    assert "link: the online form" in told
    assert "https" not in passage.text + "".join(told)


def test_tokens_carry_the_number_of_their_passage():
    passage = token_passage(source("The fee is $20.", number=3), "en")
    assert passage.text == "The fee is {p3v1}."


def test_a_value_that_is_said_twice_has_one_token():
    passage = token_passage(source("Pay $20. Others pay $20 or $30."), "en")
    assert passage.text == "Pay {p1v1}. Others pay {p1v1} or {p1v2}."


@pytest.mark.parametrize(("language", "reader"), [("en", "zh-Hant"), ("zh-Hant", "en"), ("zh-Hans", "en")])
def test_of_another_language_only_what_is_written_alike_everywhere_becomes_a_token(language, reader):
    passage = token_passage(source(APPROVED[language], language=language), reader)
    shown = [value.shown for value in passage.values]
    link = LINKS[language].split("(")[1].rstrip(")")
    fee = ["HK$900"] if language == "en" else []
    assert sorted(shown) == sorted(["TD 558", link, *fee, "2345 6789"])
    assert HOURS[language][0] in passage.text


def test_a_bare_address_is_a_value_too():
    passage = token_passage(source("See https://www.chingwan.example/a?b=1 or <https://www.chingwan.example/c>."), "en")
    assert passage.text == "See {p1v1} or {p1v2}."


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_links_of_the_passages_can_be_pressed_whatever_stands_after_them(language):
    passage = token_passage(source(APPROVED[language], language=language), language)
    linked = link_values(f"{LINKS[language]}。https://evil.example", passage.values)
    label, url = LINKS[language].rstrip(")").split(" (")
    assert linked == f"[{label}]({url})。https://evil.example"


def test_an_address_that_begins_another_one_is_not_mistaken_for_it():
    passage = token_passage(source("See https://a.example/x or https://a.example/x/y."), "en")
    assert link_values("https://a.example/x/y", passage.values) == "<https://a.example/x/y>"


def test_what_is_no_web_address_is_no_link():
    passage = token_passage(source("See [this](javascript:alert)."), "en")
    assert passage.values == ()
