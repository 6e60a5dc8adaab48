"""Which numbers stand in a text that are neither a sum, a date, a time nor a quantity?"""

from __future__ import annotations

import re

from assistant.facts.fact import FactKind, Page, first
from assistant.facts.numbers import (
    DIGITS,
    HAN,
    HAN_NUMERALS,
    NUMBER_WORDS,
    WORDS,
    read_digits,
    read_value,
    write_value,
)

_MEASURES = (
    "本张份个名位人次项种堂班辆架间件条级箱包只头枝支瓶桶粒盒袋组户套栋座幢倍楼"
    "层期页科门餐房床类款篇部台艘块片株棵匹口家所笔宗卷幅双对轮步段行字号"
)
_LIST_MARK = re.compile(
    r"^[ \t]*(?:#+ ?)?(?:\(?\d{1,2}[.)、]|[-*+•]|[一二三四五六七八九十]{1,2}、)(?=\s|[\u4e00-\u9fff])", re.MULTILINE
)
_DIGIT_WORD = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_COUNT = re.compile(
    rf"(?P<spelt>\b{_DIGIT_WORD}(?:[- ]{_DIGIT_WORD}){{2,}}\b"
    rf"|(?<![{HAN_NUMERALS}])[零〇一二三四五六七八九]{{3,}}(?![{HAN_NUMERALS}]))"
    rf"|(?<![\d-])(?P<dashed>\d(?:-\d){{2,}})(?![\d-])"
    rf"|(?-i:\b(?:[Pp]art|[Cc]lass|[Tt]ype|[Gg]rade|[Pp]hase|[Dd]ivision|[Cc]ategory) (?P<roman>[IVX]+)\b)"
    rf"|\btriple[- ](?P<triple>{_DIGIT_WORD})\b|(?P<digits>{DIGITS})|(?P<words>{WORDS})"
    r"|(?P<han>(?<![零〇一二两三四五六七八九十百千万亿统唯同不])"
    rf"(?:[零〇一二两三四五六七八九十百千万亿廿卅]{{2,}}|[二两三四五六七八九十](?=[{_MEASURES}])))"
    r"|(?P<times>\btwice\b)|\b(?P<ordinal>(?:(?:twenty|thirty)-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)|eleventh"
    r"|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth)\b(?! ?-?party)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"第 ?(\d{{1,3}}|{HAN.replace('第', '')})(?: ?[日天年周个])?|\b(\d+)(?:st|nd|rd|th)\b(?: (?:day|year"
    rf"|birthday))?|\bday (\d+)\b",
    re.IGNORECASE,
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ROMAN = "I II III IV V VI VII VIII IX X".split()
_COUNT_FIRST = first(
    f"{NUMBER_WORDS} oh triple part class type grade phase division category twice {' '.join(_ORDINALS)}",
    rf"\d½{HAN_NUMERALS}",
)
_ORDINAL_FIRST = first("day", r"\d第")
_WORDLIKE = frozenset("万一 千万 一一 三三 十分 百万 一百 一千 一万 二万 三两 一二 二三 两三 三四 四五".split())
"""Numerals that are as often words."""
_EACH = re.compile(r"每[^，。；,;\n]*\Z")
_ROUND = frozenset("千万 百万 一百 一千 一万 二万".split())
"""Those of them that are numbers once a measure follows: 一千人, but 一千零一夜 and 一万 in a wish."""


def read_list_marks(page: Page) -> None:
    """The numbers of a list's items count nothing."""
    for match in list(_LIST_MARK.finditer(page.text)):
        page.blank(*match.span())


def read_ordinals(page: Page) -> None:
    """第15日, the 15th day, day 15: before the days are read, which these are not."""
    for match in page.scan(_ORDINAL, _ORDINAL_FIRST):
        number = next(group for group in match.groups() if group)
        value = read_value(number)
        if value is not None and (value > 1 or number == match[3]):
            written = write_value(value)
            values = {f"number:{written}", f"dom:{written}", f"months:{write_value(12 * value)}"}
            page.add(FactKind.NUMBER, values, *match.span(), is_weak=not number.isdigit())


def read_counts(page: Page) -> None:
    """Every number that is left; one in words or an ordinal the other language may well put otherwise."""
    for match in page.scan(_COUNT, _COUNT_FIRST):
        name = next(key for key, group in match.groupdict().items() if group)
        number = match[name]
        if name == "han" and number in _WORDLIKE:
            measure = page.text[match.end() : match.end() + 1]
            if number not in _ROUND or not measure or measure not in _MEASURES:
                continue
        if name in ("spelt", "dashed", "triple"):
            # A hotline told digit by digit; the digits are no sum.
            value = read_digits(number) * (3 if name == "triple" else 1)
        elif name == "roman":
            value = str(_ROMAN.index(number) + 1) if number in _ROMAN else ""
        elif name == "ordinal":
            tens, _, ones = number.casefold().rpartition("-")
            value = str({"": 0, "twenty": 20, "thirty": 30}[tens] + _ORDINALS.index(ones) + 1)
        elif name == "times":
            value = "2"
        elif (read := read_value(number)) is not None:
            value = write_value(read)
        else:
            continue
        if value in ("", "0", "1"):
            continue
        is_weak = name not in ("digits", "spelt", "dashed", "triple") and not (name == "han" and len(number) > 1)
        if name == "han" and page.text[match.end() : match.end() + 1] in ("次", "班"):
            # 每半年三次: how often in that time; once would go unsaid.
            is_weak = is_weak and not _EACH.search(page.written, max(0, match.start() - 12), match.start())
        page.add(FactKind.NUMBER, f"number:{value}", *match.span(), is_weak=is_weak)
