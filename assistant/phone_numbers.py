"""Where does a plain text hold a phone number?  Hong Kong, its neighbours, and any with a plus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.number_context import Meaning, is_amount, meaning_before

_LOCAL = r"(?:2[1-9]|3\d|4[4-9]|[5-79]\d|8[1-9])\d\d"
"""The first four of the eight digits that Hong Kong has given out; no date of this century begins like them."""
_HONG_KONG_CODE = r"(?:\(?(?:\+|00)?\(?852\)?[ -]{0,2})"
_END = r"(?!\d|-\d|\.\d|/\d{1,3}(?!\d)|-[0-9a-f]{4}-|[a-z](?![a-z])|\.(?:html?|php|pdf|aspx?)\b)"
_WORD_BEFORE = re.compile(r"([a-z0-9]+)[-./_#]?$", re.IGNORECASE)
_PROSE_BEFORE = re.compile(r"(?i:tel|phone|mobile|whatsapp|wechat|fax|sms)[-./_#]?$|[a-z]{2}[-._#]?$|\d{4}/$")
_FOURS_BEFORE = re.compile(r"(?<!\d)(?:\d{4}[ -]){1,2}$")
_FOUR_AFTER = re.compile(r"[ -]\d{4}(?!\d)")
_DECIMALS = re.compile(r"\.\d{5}")
_COUNTRY_CODE = re.compile(r"^(?:00)?852(?=\d{8}$)")


@lru_cache(maxsize=1)
def _certain() -> re.Pattern[str]:
    """Numbers whose shape is that of a phone number and of little else."""
    return re.compile(
        rf"(?:{_HONG_KONG_CODE}{_LOCAL}[ -]?\d{{4}}"
        r"|(?:\(?(?:\+|00)?853\)?[ -]?)[268]\d{3}[ -]?\d{4}"
        r"|\(?\+ ?\(?\d{1,3}\)?(?:[ .()-]{0,2}\d){6,12}"
        r"|(?:\(?(?:\+|00)?86\)?[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
        r"|\(?0(?:10|2\d|[3-9]\d\d)\)?[ -]\d{3,4}[ -]?\d{4}"
        r"|(?:\(0[2-8]\d?\)[ -]?|0[2-8]\d?[ -])\d{3,4}[ -]?\d{4}"
        r"|(?:\([2-9]\d\d\) ?|[2-9]\d\d[-.])[2-9]\d\d[-.]\d{4}"
        r"|(?:886[ -]?)?09\d\d[ -]?\d{3}[ -]?\d{3})(?: ?(?:x|ext\.?) ?\d{1,5})?" + _END,
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _local() -> re.Pattern[str]:
    return re.compile(rf"(?P<first>{_LOCAL})(?P<gap>[ -]{{0,2}})(?P<second>\d{{4}}){_END}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _spelled() -> re.Pattern[str]:
    """Seven to twelve digits in any groups; a phone number only where the text says so."""
    return re.compile(rf"(?!1)\(?\d(?:[ .()-]{{0,2}}\d){{6,11}}{_END}", re.IGNORECASE)


def find_phones(plain: str) -> Iterator[tuple[int, int]]:
    """Where phone numbers stand in `plain`; what two ways of looking find is given twice."""
    for match in _certain().finditer(plain):
        if _stands_alone(plain, match.start()) and not _DECIMALS.search(match[0]) and not _is_other(plain, match):
            yield match.span()
    yield from _find_local(plain)
    for match in _spelled().finditer(plain):
        if _stands_alone(plain, match.start()) and meaning_before(plain, match.start()) is Meaning.PHONE:
            yield match.span()


def _find_local(plain: str) -> Iterator[tuple[int, int]]:
    place = last = 0
    while match := _local().search(plain, place):
        follows_another = 0 < last >= match.start() - 1
        if _is_local(plain, match, in_row=not follows_another and _is_in_row(plain, match)):
            yield match.span()
            place = last = match.end()
        else:
            place = match.start() + 1


def _is_local(plain: str, match: re.Match[str], *, in_row: bool) -> bool:
    if in_row or not _stands_alone(plain, match.start()) or is_amount(plain, *match.span()):
        return False
    meaning = meaning_before(plain, match.start())
    return meaning is Meaning.PHONE or (meaning is not Meaning.REFERENCE and not _is_range(match))


def _is_in_row(plain: str, match: re.Match[str]) -> bool:
    """True for the middle or the end of 1234 5678 9012 3456."""
    before = _FOURS_BEFORE.search(plain[max(0, match.start() - 10) : match.start()])
    return before is not None and (len(before[0]) == 10 or _FOUR_AFTER.match(plain, match.end()) is not None)


def find_published(plain: str) -> Iterator[str]:
    """The key of every phone number in an approved text, whatever stands around it."""
    for pattern in (_certain(), _local(), _spelled()):
        for match in pattern.finditer(plain):
            yield phone_key(match[0])


def phone_key(number: str) -> str:
    """The digits by which two ways of writing one phone number are the same."""
    return _COUNTRY_CODE.sub("", re.sub(r"\D", "", number))


def _stands_alone(plain: str, start: int) -> bool:
    """False inside a longer number or code; a word may touch a phone number."""
    before = _WORD_BEFORE.search(plain[max(0, start - 12) : start])
    if before is None or plain[start] in "+(":
        return True
    return _PROSE_BEFORE.search(before[0]) is not None


def _is_other(plain: str, match: re.Match[str]) -> bool:
    """True where the words around a number without a plus make it an amount or somebody's reference."""
    if "+" in match[0]:
        return False
    return is_amount(plain, *match.span()) or meaning_before(plain, match.start()) is Meaning.REFERENCE


def _is_range(match: re.Match[str]) -> bool:
    """True for 2301-2305 and 5000-6000, which are rather rooms and prices."""
    first, second = match["first"], match["second"]
    if not match["gap"]:
        return False
    return (first[2:] == second[2:] == "00") or (first[:2] == second[:2] and int(first) < int(second) < int(first) + 50)
