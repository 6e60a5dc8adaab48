"""Does the last character of a number prove that it is whole?"""

import pytest

from assistant.check_digits import hong_kong_check, luhn_check, mainland_check, taiwan_check


@pytest.mark.parametrize(
    ("letters", "six", "check"),
    [
        # A space counts 36, A counts 10: 9*36 + 8*10 + 7*1 + 6*2 + 5*3 + 4*4 + 3*5 + 2*6 = 481 = 43*11 + 8; 11 - 8 = 3.
        ("A", "123456", "3"),
        # 9*10 + 8*11 + 7*9 + 6*8 + 5*7 + 4*6 + 3*5 + 2*4 = 371 = 33*11 + 8; 11 - 8 = 3.
        ("AB", "987654", "3"),
        # 9*36 + 8*16 + 0 = 452 = 41*11 + 1; 11 - 1 = 10, which is written A.
        ("G", "000000", "A"),
        # 9*36 + 8*17 + 2*1 = 462 = 42*11; nothing is left, so 0.
        ("H", "000001", "0"),
    ],
)
def test_the_check_character_of_a_hong_kong_identity_card(letters: str, six: str, check: str):
    assert hong_kong_check(letters, six) == check


def test_the_check_digit_of_a_taiwan_identity_number():
    # A is 10: 1 + 9*0, then 8*1 + 7*2 + 6*3 + 5*4 + 4*5 + 3*6 + 2*7 + 1*8 = 120; 121, and 9 more make 130.
    assert taiwan_check("A", "12345678") == "9"


def test_the_check_character_of_a_mainland_identity_number():
    # 7+9+0+5+0+20+2+9+24+27+70+9+0+5+0+0+2 = 189 = 17*11 + 2, and the third of 10X98765432 is X.
    assert mainland_check("11010519491231002") == "X"


def test_the_check_digit_of_a_payment_card():
    # Every second digit from the right is doubled: 2*4 + seven times 2*1 = 22, and seven times 1 is 7: 29; 1 makes 30.
    assert luhn_check("411111111111111") == "1"
