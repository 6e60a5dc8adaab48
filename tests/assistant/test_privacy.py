"""How does a text read without the personal data in it?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.check_digits import hong_kong_check, luhn_check
from assistant.languages import LANGUAGES
from assistant.privacy import PersonalDataKind, find_contacts, find_personal_data, mask, name_kinds

EVERYTHING = "A123456(3) 91234567 4111111111111111 chan@example.com A123456789 11010519491231002X"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("My HKID is A123456(3).", "My HKID is [identity card number removed]."),
        ("我身份證係A123456(3)。", "我身份證係[身份證號碼已隱藏]。"),
        ("我身份证是A123456(3)。", "我身份证是[身份证号码已隐藏]。"),
        ("Call 9123 4567, thanks", "Call [phone number removed], thanks"),
        ("打俾我９１２３４５６７啦", "打俾我[電話號碼已隱藏]啦"),
        ("打给我91234567吧", "打给我[电话号码已隐藏]吧"),
    ],
)
def test_a_placeholder_in_the_language_of_the_text_stands_for_what_was_there(text: str, masked: str):
    assert mask(text, "en").text == masked
    assert mask(text, "zh-Hans").text == masked


@pytest.mark.parametrize(
    ("language", "masked"),
    [
        ("en", "[identity card number removed]"),
        ("zh-Hant", "[身份證號碼已隱藏]"),
        ("zh-Hans", "[身份证号码已隐藏]"),
    ],
)
def test_a_text_without_other_words_gets_the_language_of_its_page(language: str, masked: str):
    assert mask("A123456(3)", language).text == masked


@pytest.mark.parametrize("language", LANGUAGES)
def test_matching_reads_no_word_of_a_placeholder(language: str):
    masked = mask("A123456(3)", language)
    assert masked.words == "…"
    assert mask(masked.text, language) == masked


def test_every_kind_is_named_once():
    assert mask(f"{EVERYTHING} {EVERYTHING}", "en").kinds == tuple(PersonalDataKind)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "phone number, email address"),
        ("zh-Hant", "電話號碼、電郵地址"),
        ("zh-Hans", "电话号码、电邮地址"),
    ],
)
def test_kinds_are_named_for_a_reader(language: str, names: str):
    assert name_kinds([PersonalDataKind.PHONE, PersonalDataKind.EMAIL], language) == names


@pytest.mark.parametrize(
    "address", ["chan.tm@gmail.com", "a_b+c@mail.example.co.uk", "ｃｈａｎ＠ｇｍａｉｌ．ｃｏｍ", "chan(at)gmail.com"]
)
@pytest.mark.parametrize("text", ["write to {} please", "寄去{}啦", "发到{}谢谢"])
def test_an_email_address_is_found(text: str, address: str):
    assert mask(text.format(address), "en").kinds == (PersonalDataKind.EMAIL,)
    assert mask(text.format(address), "en").words == text.format("…")


def test_places_are_those_of_the_original_text():
    text = "我\u200b個號碼係９１２３\u200b４５６７呀"
    (data,) = find_personal_data(text)
    assert text[data.start : data.end] == "９１２３\u200b４５６７"


@pytest.mark.parametrize(
    "text", ["is 2555 0932 open?", "打2555-0932冇人聽", "打+852 2555 0932没人接", "Mail INFO@td.example"]
)
def test_what_the_service_has_published_stays(text: str):
    assert mask(text, "en").kinds
    published = frozenset(find_contacts("Call 2555 0932 or write to info@td.example."))
    assert published == {"25550932", "info@td.example"}
    assert mask(text, "en", published=published).text == text


@pytest.mark.parametrize("text", ["Is 2896 0000 free?", "2896 0000係咪免費？", "2896 0000是免费的吗？"])
def test_what_a_fixed_text_of_the_service_names_stays(text: str):
    assert mask(text, "en").text == text


def test_contacts_are_found_in_whatever_way_an_article_writes_them():
    text = "電話：（02）2729-7668、0800-231-035、５５５－０１２９；(852) 2555 0932"
    assert set(find_contacts(text)) >= {"0227297668", "0800231035", "5550129", "25550932"}


six_digits = st.from_regex(r"[0-9]{6}", fullmatch=True)
letters = st.from_regex(r"[A-Z]{1,2}", fullmatch=True)
around = st.text(st.sampled_from("abz 我係身份證電話，.-(0123456789"), max_size=12)


@given(st.text(max_size=200))
def test_masking_never_fails_and_masking_again_changes_nothing(text: str):
    masked = mask(text, "zh-Hant")
    assert mask(masked.text, "zh-Hant") == masked


@given(st.text(st.sampled_from("0123456789 -+()/AaBX@.cn我電話身份證—９\u200b"), max_size=60))
def test_the_same_holds_for_texts_that_are_nearly_numbers(text: str):
    masked = mask(text, "en")
    assert mask(masked.text, "en") == masked
    assert find_personal_data(masked.text) == ()


@given(st.text(max_size=30), letters, six_digits, st.text(max_size=30))
def test_no_valid_identity_card_number_is_left(before: str, letters: str, six: str, after: str):
    number = f"{letters}{six}({hong_kong_check(letters, six)})"
    assert number not in mask(f"{before} {number} {after}", "en").text


@given(st.text(max_size=30), st.from_regex(r"4[0-9]{14}", fullmatch=True), st.text(max_size=30))
def test_no_valid_card_number_is_left(before: str, fifteen: str, after: str):
    number = fifteen + luhn_check(fifteen)
    assert number not in mask(f"{before}。{number}。{after}", "en").text
