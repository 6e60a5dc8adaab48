"""Is an identity or payment card number told from everything that looks like one?"""

import pytest

from assistant.privacy import PersonalDataKind, find_personal_data


def found(text: str) -> list[tuple[str, str]]:
    return [(data.kind.value, text[data.start : data.end]) for data in find_personal_data(text)]


@pytest.mark.parametrize(
    "number",
    [
        "A123456(3)",
        "A1234563",
        "a123456(3)",
        "A 123456 (3)",
        "A123 456(3)",
        "A123456[3]",
        "A123456-3",
        "AB987654(3)",
        "Ａ１２３４５６（３）",
        "A123\u200b456(3)",
        "G000000(A)",
        "G000000a",
    ],
)
@pytest.mark.parametrize(
    "text", ["my card is {} thanks", "我張證{}想換領", "我的证件是{}要换领", "我{}想check下", "{}"]
)
def test_a_hong_kong_identity_card_is_found_however_it_is_written(text: str, number: str):
    assert found(text.format(number)) == [(PersonalDataKind.HONG_KONG_ID, number)]


def test_a_word_may_touch_a_number_in_capitals():
    assert found("cardA123456(3)thanks") == [(PersonalDataKind.HONG_KONG_ID, "A123456(3)")]
    assert found("hkida123456(3)") == [(PersonalDataKind.HONG_KONG_ID, "a123456(3)")]


@pytest.mark.parametrize("text", ["HKID {}", "{} is my ID card", "身份證號碼：{}", "身份证号{}"])
def test_one_with_a_wrong_check_digit_counts_where_the_text_calls_it_so(text: str):
    assert found(text.format("A123456(4)")) == [(PersonalDataKind.HONG_KONG_ID, "A123456(4)")]


@pytest.mark.parametrize("text", ["what is {}?", "{}係咩", "{}是什么"])
def test_a_bare_one_with_a_wrong_check_digit_does_not(text: str):
    assert found(text.format("A123456(4)")) == []


@pytest.mark.parametrize("text", ["HKID A123456 please", "身份證A123456，唔記得括弧", "身份证A123456"])
def test_one_whose_check_digit_is_left_out_counts_where_the_text_calls_it_so(text: str):
    assert found(text) == [(PersonalDataKind.HONG_KONG_ID, "A123456")]


@pytest.mark.parametrize("text", ["at 1234563 people", "a 200102 identity", "in 1234560", "no 1234563"])
def test_words_before_a_number_are_not_its_letters(text: str):
    assert found(text) == []


@pytest.mark.parametrize("text", ["I hold {}", "身分證字號{}要帶嗎", "身份证字号是{}"])
def test_a_taiwan_identity_number_is_found(text: str):
    assert found(text.format("A123456789")) == [(PersonalDataKind.TAIWAN_ID, "A123456789")]


@pytest.mark.parametrize("text", ["order A123456788", "訂單A123456788", "订单A123456788"])
def test_a_number_of_that_shape_with_a_wrong_check_digit_is_something_else(text: str):
    assert found(text) == []


@pytest.mark.parametrize("text", ["my ID is {}", "內地身份證{}", "身份证号{}，谢谢"])
def test_a_mainland_identity_number_is_found(text: str):
    assert found(text.format("11010519491231002X")) == [(PersonalDataKind.MAINLAND_ID, "11010519491231002X")]


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "４１１１ １１１１ １１１１ １１１１",
        "3782 822463 10005",
        "6200 0000 0000 0005",
    ],
)
@pytest.mark.parametrize("text", ["paid with {} on 12/09", "用{}交費", "用{}付款，有效期09/28"])
def test_a_payment_card_is_found_however_it_is_grouped(text: str, number: str):
    assert found(text.format(number)) == [(PersonalDataKind.PAYMENT_CARD, number)]


@pytest.mark.parametrize("number", ["4111111111111112", "978-962-14-5678-6", "9789621456786", "SF4111111111111111"])
def test_thirteen_to_nineteen_digits_that_are_no_card_stay(number: str):
    assert found(f"it says {number}") == []
