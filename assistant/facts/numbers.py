"""What value has a number, in digits, in Chinese numerals or in English words?"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from assistant.folding import fold_in_place
from assistant.numerals import read_number

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_ONES += "seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: value for value, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_WORDS |= {"a": 1, "an": 1, "dozen": 12, "couple": 2}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "bn": 10**9}
_SCALES |= {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 10**8}
_HAN = "零〇一二两三四五六七八九十百千万亿廿卅"

DIGITS = (
    r"(?<!\d)(?<!\d[.,])(?:\d{1,3}(?:,\d{3})+"
    r"|(?<!\d )\d{1,3}(?: \d{3})+(?![\d,]| \d)|\d+)(?:\.\d+)?½?"
    r"(?: ?(?:million|billion|thousand|bn)\b"
    r"| ?[十百千万亿]+(?!分))?|½"
)
_ONE = rf"(?:{'|'.join(sorted([*_ONES, 'dozen'], key=len, reverse=True))})"
_TEN = rf"(?:{'|'.join(_TENS)})"
WORDS = (
    rf"\b(?:(?:{_ONE}|a) (?:hundred|thousand)(?: and (?:{_TEN}-)?{_ONE})?|{_TEN}(?:[- ]{_ONE})?|{_ONE}|a couple of)"
    r"(?:[- ]and[- ]a[- ]half)?(?![-\w])"
)
HAN = rf"(?<![{_HAN}第])[{_HAN}]+"
NUMBER = rf"(?:{DIGITS}|{WORDS}|{HAN})"
"""A pattern for folded text, to be matched in any case."""
HAN_NUMERALS = _HAN
NUMBER_WORDS = " ".join([*_ONES, *_TENS, "a", "dozen"])
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3})")
_ANY = re.compile(NUMBER, re.IGNORECASE)


def read_value(written: str) -> Decimal | None:
    """1,200, 1.5 million, 120万, 三十, twenty-one, 2½; None for words that are no number, as 万一."""
    words = written.strip().casefold().replace(",", "")
    words = _THOUSANDS.sub("", words)
    if words.endswith("½"):
        whole = read_value(words[:-1]) if words[:-1] else Decimal(0)
        return None if whole is None else whole + Decimal("0.5")
    if words and words[0].isdigit():
        return _read_digits(words)
    if words and words[0] in _HAN:
        value = read_number(words)
        return Decimal(value) if value is not None else _read_pair(words)
    return _read_words(words)


def read_digits(written: str) -> str:
    """The digits that are told one by one: one-eight-two-three, 一八二三."""
    words = re.findall("[a-z]+|[^a-z -]", written.casefold())
    return "".join(str(_DIGITS_TOLD[word]) for word in words)


def numbers_in(written: str) -> set[str]:
    """Every number in a few words, as `write_value` writes it."""
    found = (read_value(match[0]) for match in _ANY.finditer(fold_in_place(written)))
    return {write_value(value) for value in found if value is not None}


def write_value(value: Decimal) -> str:
    """The one notation in which equal values are equal texts: 2.50 is 2.5."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_digits(words: str) -> Decimal | None:
    match = re.fullmatch(r"([\d.]+) ?(.*)", words)
    if match is None:
        return None
    try:
        value = Decimal(match[1].rstrip("."))
    except InvalidOperation:
        return None
    for scale in [match[2]] if match[2].isascii() else match[2]:
        value *= _SCALES.get(scale, 1)
    return value


def _read_pair(words: str) -> Decimal | None:
    """二五 is no number that people write, but 二六 in 二〇二六 is read elsewhere; two digits alone are digits."""
    return None if len(words) != 2 or words[1] not in "百千万亿" else Decimal(_HAN_DIGIT[words[0]] * _SCALES[words[1]])


_HAN_DIGIT = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_DIGITS_TOLD = {
    **{word: value for value, word in enumerate(_ONES[:10])},
    **{str(value): value for value in range(10)},
    "oh": 0,
    **_HAN_DIGIT,
}
_HAN_DIGIT |= dict.fromkeys("十百千万亿", 1) | {"廿": 20, "卅": 30}


def _read_words(words: str) -> Decimal | None:
    words = words.replace("-", " ")
    half = words.endswith(" and a half")
    total = Decimal(0)
    for word in words.removesuffix(" and a half").split():
        if word in _SCALES:
            total = (total or Decimal(1)) * _SCALES[word]
        elif word in _WORDS:
            total = total * 12 if word == "dozen" and total else total + _WORDS[word]
        elif word not in ("and", "of"):
            return None
    return total + Decimal("0.5") if half else total
