"""Does the last character of a number prove that it is whole?"""

from __future__ import annotations

import string

_HONG_KONG = "0123456789" + string.ascii_uppercase + " "
_TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""The letters in the order of their codes, which begin with 10."""
_MAINLAND_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def hong_kong_check(letters: str, six: str) -> str:
    """The check character, 0 to 9 or A, of a Hong Kong identity card: one or two `letters`, `six` digits."""
    values = [_HONG_KONG.index(character) for character in letters.rjust(2) + six]
    remainder = sum(weight * value for weight, value in zip(range(9, 1, -1), values, strict=True)) % 11
    return "0A987654321"[remainder]


def taiwan_check(letter: str, eight: str) -> str:
    """The check digit of the Taiwan identity number `letter` and `eight` digits."""
    tens, ones = divmod(_TAIWAN.index(letter) + 10, 10)
    total = tens + 9 * ones + sum(weight * int(digit) for weight, digit in zip(range(8, 0, -1), eight, strict=True))
    return str(-total % 10)


def mainland_check(seventeen: str) -> str:
    """The check character, 0 to 9 or X, of a resident identity number of mainland China (GB 11643-1999)."""
    total = sum(weight * int(digit) for weight, digit in zip(_MAINLAND_WEIGHTS, seventeen, strict=True))
    return "10X98765432"[total % 11]


def luhn_check(digits: str) -> str:
    """The check digit that makes `digits` a payment card number (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return str(-(sum(doubled) + sum(int(digit) for digit in digits[-2::-2])) % 10)
