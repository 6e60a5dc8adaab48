"""What do the words around a number say that it is?"""

import pytest

from assistant.number_context import Meaning, is_amount, is_called_identity, meaning_before


@pytest.mark.parametrize(
    ("before", "meaning"),
    [
        ("my HKID is ", Meaning.IDENTITY),
        ("我身份證號碼係", Meaning.IDENTITY),
        ("我的身份证号码是", Meaning.IDENTITY),
        ("please call ", Meaning.PHONE),
        ("請致電", Meaning.PHONE),
        ("请致电", Meaning.PHONE),
        ("order number: ", Meaning.REFERENCE),
        ("訂單編號", Meaning.REFERENCE),
        ("订单编号", Meaning.REFERENCE),
        ("in case you need it, ", None),
        ("from our community ", None),
        ("in an excellent hotel, during ", None),
        ("我ID係", Meaning.IDENTITY),
        ("我tel係", Meaning.PHONE),
        ("HKID? I wrote all of that on the form last year already, see ", None),
    ],
)
def test_the_nearest_word_before_a_number_decides(before: str, meaning: Meaning | None):
    assert meaning_before(before + "12345678", len(before)) is meaning


def test_of_two_words_the_nearer_one_decides():
    assert meaning_before("invoice: call me on ", 20) is Meaning.PHONE
    assert meaning_before("call about invoice ", 19) is Meaning.REFERENCE


@pytest.mark.parametrize("before", ["How do I renew my permit? ", "如何續領駕駛執照？", "怎样续领驾驶执照。"])
def test_a_reference_word_of_another_sentence_says_nothing(before: str):
    assert meaning_before(before + "61234567", len(before)) is None


def test_a_reference_word_that_has_its_own_number_says_nothing_about_the_next():
    assert meaning_before("Flat 12, 61234567", 9) is None


@pytest.mark.parametrize("text", ["1 is my ID card", "1係我身份證", "1是我身份证"])
def test_a_word_right_behind_makes_an_identity_number(text: str):
    assert is_called_identity(text, 1)


@pytest.mark.parametrize("text", ["$ 1", "1 people", "1元", "1蚊", "HKD1", "1块"])
def test_a_currency_or_a_unit_beside_a_number_makes_an_amount(text: str):
    place = text.index("1")
    assert is_amount(text, place, place + 1)
