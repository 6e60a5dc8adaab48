"""Which numbers stand in a text that are neither a sum, a date, a time nor a quantity?"""

from __future__ import annotations

import re

from knowledge_base.facts.fact import FactKind, Page, first
from knowledge_base.facts.numbers import DIGITS, HAN, HAN_NUMERALS, NUMBER_WORDS, WORDS, read_value, write_value

_MEASURES = (
    "本张份个名位人次项种堂班辆架间件条级箱包只头枝支瓶桶粒盒袋组户套栋座幢倍楼"
    "层期页科门餐房床类款篇部台艘块片株棵匹口家所笔宗卷幅双对轮步段行字号"
)
_LIST_MARK = re.compile(
    r"^[ \t]*(?:#+ ?)?(?:\(?\d{1,2}[.)、]|[-*+•]|[一二三四五六七八九十]{1,2}、)(?=\s|[\u4e00-\u9fff])", re.MULTILINE
)
_COUNT = re.compile(
    rf"(?P<digits>{DIGITS})|(?P<words>{WORDS})|(?P<han>(?<![{_MEASURES[:0]}零〇一二两三四五六七八九十百千万亿统唯同不])(?:[零〇一二两三四五六七八九十百千万亿廿卅]{{2,}}|[二两三四五六七八九十](?=[{_MEASURES}])))"
    r"|(?P<times>\btwice\b)|\b(?P<ordinal>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?! ?-?party)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"第 ?(\d{{1,3}}|{HAN.replace('第', '')})(?: ?[日天年周个])?|\b(\d+)(?:st|nd|rd|th)\b(?: (?:day|year"
    rf"|birthday))?|\bday (\d+)\b",
    re.IGNORECASE,
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_COUNT_FIRST = first(f"{NUMBER_WORDS} twice {' '.join(_ORDINALS)}", rf"\d½{HAN_NUMERALS}")
_ORDINAL_FIRST = first("day", r"\d第")
_WORDLIKE = frozenset("万一 千万 一一 三三 十分 百万 一百 一千 一万 二万 三两 一二 二三 两三 三四 四五".split())
"""Numerals that are as often words."""


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
            continue
        if name == "ordinal":
            value = str(_ORDINALS.index(number.casefold()) + 1)
        elif name == "times":
            value = "2"
        elif (read := read_value(number)) is not None:
            value = write_value(read)
        else:
            continue
        if value in ("0", "1"):
            continue
        is_weak = name != "digits" and not (name == "han" and len(number) > 1)
        page.add(FactKind.NUMBER, f"number:{value}", *match.span(), is_weak=is_weak)
