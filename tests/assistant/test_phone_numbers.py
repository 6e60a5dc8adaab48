"""Is a phone number told from dates, amounts, ranges and other people's reference numbers?"""

import pytest

from assistant.phone_numbers import phone_key
from assistant.privacy import PersonalDataKind, find_personal_data


def found(text: str) -> list[str]:
    return [text[d.start : d.end] for d in find_personal_data(text) if d.kind is PersonalDataKind.PHONE]


@pytest.mark.parametrize(
    "number",
    [
        "91234567",
        "9123 4567",
        "9123-4567",
        "2345 6789",
        "+852 9123 4567",
        "852-91234567",
        "(852) 6123 4567",
        "138 0013 8000",
        "+86 13800138000",
        "0912-345-678",
        "+886 912 345 678",
        "(02) 2345-6789",
        "0755-12345678",
        "+44 20 7946 0958",
        "(415) 555-2671",
        "+853 6612 3456",
        "９１２３ ４５６７",
        "九一二三四五六七",
        "91\u200b234567",
    ],
)
@pytest.mark.parametrize("text", ["I am on {} today", "我係{}呀", "我是{}，请回复"])
def test_a_phone_number_is_found_however_it_is_written(text: str, number: str):
    assert found(text.format(number)) == [number]


@pytest.mark.parametrize("text", ["call 91 23 45 67 now", "致電91 23 45 67啦", "请致电91 23 45 67"])
def test_unusual_groups_count_where_the_text_speaks_of_a_phone(text: str):
    assert found(text) == ["91 23 45 67"]
    assert found("the code 91 23 45 67") == []


def test_two_numbers_in_a_row_are_both_found():
    assert found("9123 4567 9876 5432") == ["9123 4567", "9876 5432"]
    assert found("Flat 2301 9123 4567") == ["9123 4567"]
    assert found("9123 4567/98765432") == ["9123 4567", "98765432"]


@pytest.mark.parametrize("text", ["Chan{}", "TEL{}", "call{}now", "陳{}", "陈{}"])
def test_a_word_may_touch_a_phone_number(text: str):
    assert found(text.format("91234567")) == ["91234567"]


@pytest.mark.parametrize(
    "text",
    [
        "code AB91234567",
        "the fee is HK$91234567",
        "收入61234567元",
        "on 20261101",
        "rent 5000-6000 a month",
        "Room 2301-2305",
        "invoice 61234567",
        "訂單編號91234567",
        "订单号91234567",
        "BR no. 61234567",
        "商業登記號碼：61234567",
        "商业登记号码：61234567",
        "1234 5678 9012 3456",
        "0900-1730",
        "22.302711, 114.177216",
        "+22.396428 +114.109497",
        "2345.6789 m",
        "61234567-e29b-41d4-a716-446655440000",
        "see residents/61234567.htm",
        "7,524,100 people",
        "65000000 visitors",
        "RR123456789HK",
        "Cap. 123, TD 557, IM 1, ID 407A, IRC 3111A, bus N118, H-7KQM-2XWD, 1823, 1866, 999, 18111",
    ],
)
def test_other_numbers_stay(text: str):
    assert found(text) == []


@pytest.mark.parametrize("number", ["+852 2555 0932", "2555-0932", "(852) 25550932", "0085225550932"])
def test_one_number_has_one_key(number: str):
    assert phone_key(number) == "25550932"
