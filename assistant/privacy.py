"""Which personal data does a text hold, and how does it read without them?

What identifies a person is taken out of a citizen's words before anything stores, logs, embeds or answers them.  Names
and addresses stay: no pattern tells them from a question about a place or an office.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.answering.wording import load_wording
from assistant.identity_numbers import find_cards, find_hong_kong_ids, find_mainland_ids, find_taiwan_ids
from assistant.languages import LANGUAGES, detect
from assistant.phone_numbers import find_phones, find_published, phone_key
from assistant.typed_text import make_plain

ELLIPSIS = "…"
_WORTH_A_LOOK = re.compile(
    r"\d(?:\D{0,3}\d){5}|[@＠]|[(\[]at[)\]]|[〇零一二三四五六七八九](?:[ \-－]?[〇零一二三四五六七八九]){6}"
)
_EMAIL = re.compile(
    r"[A-Za-z0-9._%+-]{1,64} ?(?:@|[(\[]at[)\]]) ?(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[+(（]?\d[\d() +（）－–—―-]{6,}")


class PersonalDataKind(StrEnum):
    HONG_KONG_ID = "hong_kong_id"
    TAIWAN_ID = "taiwan_id"
    MAINLAND_ID = "mainland_id"
    PAYMENT_CARD = "payment_card"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, order=True)
class PersonalData:
    """Where in a text something stands that identifies a person: text[start:end]."""

    start: int
    end: int
    kind: PersonalDataKind


@dataclass(frozen=True)
class Masked:
    """A text without personal data.

    `text` is for people: a placeholder stands where something was.  `words` is for matching: the same with `…` there,
    as a placeholder's words are none of the citizen's.  `kinds` are those whose placeholder `text` holds.
    """

    text: str
    words: str
    kinds: tuple[PersonalDataKind, ...] = ()


def find_personal_data(text: str, *, published: Set[str] = frozenset()) -> tuple[PersonalData, ...]:
    """What of `text` identifies a person, in its order and without overlap.

    A phone number or e-mail address of `published`, or of the service's own fixed texts, identifies none.
    """
    if _WORTH_A_LOOK.search(text) is None:
        return ()
    plain, places = make_plain(text)
    plain = _placeholder().sub(lambda placeholder: "\n" * len(placeholder[0]), plain)
    found: list[PersonalData] = []
    taken = bytearray(len(text))
    for kind, find in _FINDERS:
        for start, end in find(plain):
            data = PersonalData(places[start], places[end - 1] + 1, kind)
            if not any(taken[data.start : data.end]) and not _is_published(kind, plain[start:end], published):
                found.append(data)
                taken[data.start : data.end] = b"\x01" * (data.end - data.start)
    return tuple(sorted(found))


def mask(text: str, language: str, *, published: Set[str] = frozenset()) -> Masked:
    """`text` without personal data; masking again changes nothing.

    Placeholders are in the language of the text, or in `language` where its words do not tell.
    """
    found = find_personal_data(text, published=published)
    if found:
        language = detect(_replace(text, found, lambda _: ELLIPSIS), fallback=language).language
    while found:  # Taking one out may leave another standing alone.
        text = _replace(text, found, lambda kind: _placeholders()[kind, language])
        found = find_personal_data(text, published=published)
    kinds = {_kind_of()[placeholder] for placeholder in _placeholder().findall(text)}
    words = _placeholder().sub(ELLIPSIS, text) if kinds else text
    return Masked(text, words, tuple(kind for kind in PersonalDataKind if kind in kinds))


def name_kinds(kinds: Iterable[PersonalDataKind], language: str) -> str:
    """The kinds as a reader of `language` calls them, one after another."""
    names = [load_wording().text(f"personal_data_{kind}", language) for kind in kinds]
    return (", " if language == "en" else "、").join(names)


def find_contacts(text: str) -> Iterator[str]:
    """The phone numbers and e-mail addresses of an approved text, as `published` holds them."""
    for number in _NUMBER.findall(text):
        yield from find_published(make_plain(number)[0])
    if "@" in text:
        yield from (address.casefold() for address in _EMAIL.findall(text))


def _find_emails(plain: str) -> Iterator[tuple[int, int]]:
    if "@" in plain or "at)" in plain or "at]" in plain:
        yield from (match.span() for match in _EMAIL.finditer(plain))


def _is_published(kind: PersonalDataKind, value: str, published: Set[str]) -> bool:
    if kind is PersonalDataKind.PHONE:
        key = phone_key(value)
    elif kind is PersonalDataKind.EMAIL:
        key = value.casefold()
    else:
        return False
    return key in published or key in _own_contacts()


def _replace(text: str, found: Iterable[PersonalData], write: Callable[[PersonalDataKind], str]) -> str:
    pieces, end = [], 0
    for data in found:
        pieces += [text[end : data.start], write(data.kind)]
        end = data.end
    return "".join([*pieces, text[end:]])


# The longest numbers first: what one finder takes, the next ones leave alone.
_FINDERS: tuple[tuple[PersonalDataKind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (PersonalDataKind.EMAIL, _find_emails),
    (PersonalDataKind.MAINLAND_ID, find_mainland_ids),
    (PersonalDataKind.PAYMENT_CARD, find_cards),
    (PersonalDataKind.HONG_KONG_ID, find_hong_kong_ids),
    (PersonalDataKind.TAIWAN_ID, find_taiwan_ids),
    (PersonalDataKind.PHONE, find_phones),
)


@lru_cache(maxsize=1)
def _placeholders() -> dict[tuple[PersonalDataKind, str], str]:
    wording = load_wording()
    return {
        (kind, language): wording.text("personal_data_placeholder", language, kind=name_kinds([kind], language))
        for kind in PersonalDataKind
        for language in LANGUAGES
    }


@lru_cache(maxsize=1)
def _kind_of() -> dict[str, PersonalDataKind]:
    return {placeholder: kind for (kind, _), placeholder in _placeholders().items()}


@lru_cache(maxsize=1)
def _placeholder() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(placeholder) for placeholder in _kind_of()))


@lru_cache(maxsize=1)
def _own_contacts() -> frozenset[str]:
    """What the fixed texts name: a citizen may say it back."""
    return frozenset(contact for text in load_wording().list_texts() for contact in find_contacts(text))
