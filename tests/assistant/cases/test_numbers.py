"""Is a number that was said or written wrongly noticed?"""

from __future__ import annotations

import pytest

from assistant.cases.numbers import ALPHABET, check_sign, find_numbers, new_number, read_number


def test_the_last_sign_follows_from_the_others() -> None:
    # 2 A 4 C E 6 G count 2 10 4 11 13 6 15; weighed by their places they sum up to 284, which is 9 times 31 and 5.
    assert check_sign("2A4CE6G") == "5"


def test_a_new_number_is_whole() -> None:
    assert all(read_number(number) == number for number in (new_number() for _ in range(200)))


@pytest.mark.parametrize(
    "text",
    [
        "My case {} is still open.",
        "個案編號：{}。請問進度如何？",
        "个案编号{}，请问进度？",
    ],
)
def test_a_number_is_found_in_a_sentence(text: str) -> None:
    number = new_number()
    assert find_numbers(text.format(number)) == [number]
    assert find_numbers(text.format(number.lower().replace("-", ""))) == [number]


def test_full_width_signs_and_other_dashes_are_read() -> None:
    number = new_number()
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    assert find_numbers(wide) == find_numbers(number.replace("-", "–")) == [number]


def test_any_one_wrong_sign_is_noticed() -> None:
    number = new_number()
    for place in (2, 3, 4, 5, 7, 8, 9, 10):
        wrong = [number[:place] + sign + number[place + 1 :] for sign in ALPHABET if sign != number[place]]
        assert [read_number(other) for other in wrong] == [None] * 30


def test_two_neighbours_that_change_places_are_noticed() -> None:
    signs = new_number().replace("-", "")[1:]
    for place in range(7):
        exchanged = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
        assert exchanged == signs or read_number("C" + exchanged) is None


def test_another_text_is_no_number() -> None:
    assert read_number("") is None
    assert read_number("C-1234") is None
    assert read_number(f"{new_number()} {new_number()}") is None
