"""What is a case called, so that people can say it, write it, and not get it wrong unnoticed?"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "0123456789ACDEFGHJKLMNPQRTUVWXY"
"""31 signs, a prime: with weights that differ, one wrong sign and two exchanged ones always change the sum.
Without B, I, O, S and Z, which are taken for digits."""
_LENGTH = 7
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z])C\s?[-‐-―]?\s?([{ALPHABET}]{{4}})\s?[-‐-―]?\s?([{ALPHABET}]{{4}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def new_number() -> str:
    """A number that nobody can guess from another one (27 thousand million of them): `C-XXXX-XXXX`."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return _write(signs + check_sign(signs))


def check_sign(signs: str) -> str:
    """The last sign of the number that begins with `signs`."""
    return ALPHABET[sum((place + 1) * ALPHABET.index(sign) for place, sign in enumerate(signs)) % len(ALPHABET)]


def find_numbers(text: str) -> list[str]:
    """Every whole number in the text, in its proper form, in the order of the text; each once.

    Full-width signs, small letters, other dashes and missing ones are read; a number whose check sign is wrong is not.
    """
    found = (first + last for first, last in _NUMBER.findall(unicodedata.normalize("NFKC", text)))
    numbers = (_write(signs.upper()) for signs in found if check_sign(signs[:-1].upper()) == signs[-1].upper())
    return list(dict.fromkeys(numbers))


def read_number(text: str) -> str | None:
    """The number that `text` is, in its proper form; None where it is none."""
    numbers = find_numbers(text)
    return numbers[0] if len(numbers) == 1 and len(text.strip()) <= 20 else None


def _write(signs: str) -> str:
    return f"C-{signs[:4]}-{signs[4:]}"
