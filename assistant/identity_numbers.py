"""Where does a plain text hold an identity number or a payment card number?  Their check digits tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.check_digits import hong_kong_check, luhn_check, mainland_check, taiwan_check
from assistant.number_context import Meaning, is_called_identity, meaning_before

_END = r"(?!\d|[A-Za-z]{1,2}(?![A-Za-z]))"
"""Neither a digit nor the letters of a code follow; a word may."""
_START = r"(?:(?<![0-9A-Za-z])|(?<=[Ii][Dd])|(?<=[a-z])(?=[A-Z]))"


@lru_cache(maxsize=1)
def _hong_kong() -> re.Pattern[str]:
    return re.compile(
        _START + r"(?P<letters>[A-Za-z]{1,2})(?P<gap>[ -]{0,2})(?P<six>\d(?:[ -]?\d){5})"
        r"(?:[ -]{0,2}(?:[(\[] ?(?P<bracketed>[0-9Aa]) ?[)\]]|(?P<bare>[0-9Aa])" + _END + ")|" + _END + ")"
    )


@lru_cache(maxsize=1)
def _taiwan() -> re.Pattern[str]:
    return re.compile(_START + r"([A-Za-z])-?([1289]\d{7})(\d)" + _END)


@lru_cache(maxsize=1)
def _mainland() -> re.Pattern[str]:
    date = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    return re.compile(rf"(?<![0-9A-Za-z])[1-9]\d{{5}}[ -]?{date}[ -]?\d{{3}}[0-9Xx]{_END}")


@lru_cache(maxsize=1)
def _card() -> tuple[re.Pattern[str], re.Pattern[str]]:
    run = re.compile(r"(?<!\d)\d(?:[ -]{0,2}\d){12,}")
    return run, re.compile(r"4|5[0-8]|2[2-7]|2131|1800|3[04-9]|6[0234578]|81")  # ISO/IEC 7812 issuers in use, in short.


def find_hong_kong_ids(plain: str) -> Iterator[tuple[int, int]]:
    """A number with the right check digit, or any of the shape that the text calls an identity number."""
    for match in _hong_kong().finditer(plain):
        letters, bracketed = match["letters"].upper(), match["bracketed"]
        check = bracketed or match["bare"]
        is_right = check is not None and hong_kong_check(letters, re.sub(r"\D", "", match["six"])) == check.upper()
        # "is 1234567" and "a 200102" are prose; a word before makes the one a number of a card, the other never.
        is_prose = bool(match["gap"]) and not bracketed and (len(letters) == 2 or match["letters"].islower())
        if is_prose or check is None:
            is_number = not (is_prose and check is None) and _is_announced(plain, match)
        else:
            is_number = is_right or _is_announced(plain, match) or is_called_identity(plain, match.end())
        if is_number:
            yield match.span()


def find_taiwan_ids(plain: str) -> Iterator[tuple[int, int]]:
    for match in _taiwan().finditer(plain):
        if taiwan_check(match[1].upper(), match[2]) == match[3] or _is_announced(plain, match):
            yield match.span()


def find_mainland_ids(plain: str) -> Iterator[tuple[int, int]]:
    for match in _mainland().finditer(plain):
        number = re.sub(r"[ -]", "", match[0]).upper()
        if mainland_check(number[:17]) == number[17] or _is_announced(plain, match):
            yield match.span()


def find_cards(plain: str) -> Iterator[tuple[int, int]]:
    """Thirteen to nineteen digits in whole groups, of a known issuer, with the right check digit."""
    run, issuer = _card()
    for match in run.finditer(plain):
        if re.search(r"(?<![A-Za-z])[A-Za-z]{1,2}$", plain[max(0, match.start() - 3) : match.start()]):
            continue  # RR123456789HK and SF1234567890123 are parcels.
        groups = [(match.start() + g.start(), match.start() + g.end()) for g in re.finditer(r"\d+", match[0])]
        first = 0
        while first < len(groups):
            last = next(
                (
                    end
                    for end in range(min(len(groups), first + 19), first, -1)
                    if _is_card(plain, groups[first:end], issuer)
                ),
                None,
            )
            if last is not None:
                yield groups[first][0], groups[last - 1][1]
            first = last or first + 1


def _is_announced(plain: str, match: re.Match[str]) -> bool:
    return meaning_before(plain, match.start()) is Meaning.IDENTITY


def _is_card(plain: str, groups: list[tuple[int, int]], issuer: re.Pattern[str]) -> bool:
    if not 13 <= sum(end - start for start, end in groups) <= 19:
        return False
    digits = "".join(plain[start:end] for start, end in groups)
    return issuer.match(digits) is not None and luhn_check(digits[:-1]) == digits[-1]
