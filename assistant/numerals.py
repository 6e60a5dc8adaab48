"""Which numbers does a folded text write in words?  For matching only: 二十五 and 3,500 become 25 and 3500."""

from __future__ import annotations

import re

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"廿": 20, "卅": 30}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
# What may be counted by a numeral of one character; 分, 者, 般 and 个 alone would take 十分, 第三者 and 一个 apart.
_COUNTED = (
    r"年|月(?!台)|日|天|号|岁|周(?![到全围边])|元|块|蚊|毫|角|成(?=[半新])|楼|层|期|级|季|倍|"
    r"小时|分钟|秒|钟头|星期|礼拜|公里|公斤|公尺|平方|英里|个(?:半)?(?:月|工作|小时|钟|星期|礼拜)|"
    r"人(?![民口士工员物事才生类])"
)
_NUMERAL = "零〇一二两三四五六七八九十百千万亿廿卅"
_WEEKDAY = r"(?<!星期)(?<!礼拜)(?<!周)(?<!拜)"
# A numeral after 星期 is a day's name, and one after 统 or 唯 belongs to that word.
_NUMBER = re.compile(rf"{_WEEKDAY}(?<![{_NUMERAL}统唯不])[{_NUMERAL}]+(?P<counted>(?={_COUNTED}))?")
_PERCENT = re.compile(rf"百分之([{_NUMERAL}]+|\d+)")
_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MIXED = re.compile(r"(\d+(?:\.\d+)?)([十百千万亿]+)(?=[元蚊块人名平])")


def with_digits(folded: str) -> str:
    """Folded `text` with its Chinese numbers in digits and without separators between thousands.

    A numeral of one character becomes a digit only before what is counted, so 三藩市, 一般 and 十分 stay.
    """
    if "," in folded:
        folded = _SEPARATOR.sub("", folded)
    if folded.isascii():
        return folded
    folded = _PERCENT.sub(lambda match: f"{_in_digits(match[1])}%", folded)
    folded = _MIXED.sub(_multiplied, folded)
    return _NUMBER.sub(_replaced, folded)


def read_number(numeral: str) -> int | None:
    """The value of a Chinese numeral, or None where it is none: 万一, 千万 and 三四 are words."""
    if all(character in _DIGITS for character in numeral):
        is_number = len(numeral) == 1 or len(numeral) >= 4 or (len(numeral) == 3 and {"零", "〇"} & set(numeral))
        return int("".join(str(_DIGITS[character]) for character in numeral)) if is_number else None
    return _read_places(numeral)


def _read_places(numeral: str) -> int | None:
    """二千三百 and 三千五, whose last digit counts hundreds, as people say it; None where a place has no digit."""
    total = section = 0
    digit: int | None = None
    last_unit, after_zero = 1, False
    for character in numeral:
        if character in _DIGITS:
            if digit:
                return None
            digit, after_zero = _DIGITS[character], _DIGITS[character] == 0
        elif character in _TENS:
            if digit or section % 100:
                return None
            section, digit, last_unit = section + _TENS[character], None, 1
        elif character in _UNITS:
            if not digit and (character != "十" or section % 100):
                return None
            section, digit, last_unit = section + (digit or 1) * _UNITS[character], None, _UNITS[character]
        else:
            section += digit or 0
            if not section:
                return None
            total, section, digit, last_unit = total + section * _MYRIADS[character], 0, None, _MYRIADS[character]
    is_short = digit and not after_zero and last_unit >= 100 and numeral[-2] not in "零〇"
    return total + section + (digit or 0) * (last_unit // 10 if is_short else 1)


def _replaced(match: re.Match[str]) -> str:
    numeral = match[0]
    if len(numeral) == 1 and match["counted"] is None and numeral not in _TENS:
        return numeral
    if len(numeral) == 2 and numeral[1] in "万千百亿" and match["counted"] is None:
        return numeral  # 一万 and 一百 alone are as often part of a name, 三万英尺 apart.
    value = read_number(numeral)
    return numeral if value is None else str(value)


def _multiplied(match: re.Match[str]) -> str:
    value = float(match[1])
    for unit in match[2]:
        value *= (_UNITS | _MYRIADS)[unit]
    return str(round(value))


def _in_digits(numeral: str) -> str:
    value = int(numeral) if numeral.isdigit() else read_number(numeral)
    return numeral if value is None else str(value)
