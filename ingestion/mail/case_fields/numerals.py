"""What number do these words write?"""

from __future__ import annotations

_HAN = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"廿": 20, "卅": 30}
_ENGLISH = {
    **{"a": 1, "an": 1, "couple": 2},
    **{
        word: number
        for number, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty".split()
        )
    },
}


def read_number(words: str) -> int | None:
    """15, 十五, 廿三, 二〇二六, three; None for anything else."""
    words = words.strip().casefold().replace("個", "").replace("个", "")
    if words.isdecimal():
        return int(words)
    if words in _ENGLISH:
        return _ENGLISH[words]
    if words and all(character in _HAN for character in words):
        return int("".join(str(_HAN[character]) for character in words))
    return _read_tens(words)


def _read_tens(words: str) -> int | None:
    """十, 二十, 十五, 廿三, 三十一; one part of a date is never more than 99."""
    if words[:1] in _TENS and len(words) <= 2:
        ones = _HAN.get(words[1:], 0 if len(words) == 1 else None)
        return None if ones is None else _TENS[words[0]] + ones
    tens, ten, ones_word = words.partition("十")
    if not ten or len(tens) > 1 or len(ones_word) > 1:
        return None
    tens_value, ones_value = _HAN.get(tens, 1 if not tens else None), _HAN.get(ones_word, 0 if not ones_word else None)
    return None if tens_value is None or ones_value is None else tens_value * 10 + ones_value
