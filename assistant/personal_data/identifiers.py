"""By what is a person known, and how is that kept without keeping it?  As a keyed hash of its plain form."""

from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import getaddresses
from enum import StrEnum
from typing import Any

from assistant.cases.contacts import is_email
from assistant.errors import InvalidInput
from assistant.languages import clean
from assistant.phone_numbers import phone_key
from assistant.privacy import PersonalDataKind, find_personal_data
from assistant.typed_text import make_plain

_CASE_NUMBER = re.compile(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[/,;、，；]")
_LEAST_DIGITS = 7


class IdentifierKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    CASE_NUMBER = "case number"
    CASE = "case"
    CONVERSATION = "conversation"
    MAIL = "mail"


@dataclass(frozen=True)
class Identifier:
    """`value` is in its plain form: two ways of writing one address or number are the same."""

    kind: IdentifierKind
    value: str

    @classmethod
    def email(cls, address: str) -> Identifier:
        return cls(IdentifierKind.EMAIL, clean(make_plain(address)[0]).strip().casefold())

    @classmethod
    def phone(cls, number: str) -> Identifier:
        return cls(IdentifierKind.PHONE, phone_key(make_plain(number)[0]))


@dataclass(frozen=True)
class Fingerprints:
    """A phone number has few digits: without the key, whoever has its plain hash finds it by trying them all."""

    key: bytes

    def of(self, identifier: Identifier) -> str:
        return hmac.new(self.key, f"{identifier.kind}:{identifier.value}".encode(), hashlib.sha256).hexdigest()


def read_identifier(text: str) -> Identifier:
    """What an operator has typed.  Raises InvalidInput."""
    typed = clean(make_plain(text)[0]).strip()
    if is_email(typed):
        return Identifier.email(typed)
    if _CASE_NUMBER.fullmatch(typed):
        return Identifier(IdentifierKind.CASE_NUMBER, typed.upper())
    try:
        return Identifier(IdentifierKind.CONVERSATION, str(uuid.UUID(typed)))
    except ValueError:
        pass
    phone = Identifier.phone(typed)
    if len(phone.value) < _LEAST_DIGITS or re.search(r"[^\W\d_]", typed):
        raise InvalidInput("give an e-mail address, a phone number, a case number or a conversation's id")
    return phone


def read_contact(contact: Mapping[str, str] | None) -> Iterator[Identifier]:
    """Of contact details as a case and a handoff keep them."""
    if email := (contact or {}).get("email", ""):
        yield Identifier.email(email)
    for number in _BETWEEN_NUMBERS.split((contact or {}).get("phone", "")):
        if number.strip():
            yield Identifier.phone(number)


def read_fields(fields: Mapping[str, Any] | None) -> Iterator[Identifier]:
    """Of what a mail or a caller has said about themselves."""
    values = {name: (fields or {}).get(f"reporter_{name}") or {} for name in ("email", "phone")}
    yield from read_contact({name: value["value"] for name, value in values.items() if value.get("value")})


def read_address(address: str | None) -> Iterator[Identifier]:
    """Of one header with addresses, or of an address alone."""
    for _, found in getaddresses([address or ""]):
        if "@" in found:
            yield Identifier.email(found)


def read_text(text: str) -> Iterator[tuple[int, int, Identifier]]:
    """Where a text names somebody: text[start:end]."""
    for data in find_personal_data(text):
        found = text[data.start : data.end]
        if data.kind is PersonalDataKind.EMAIL:
            yield data.start, data.end, Identifier.email(re.sub(r" ?[(\[]at[)\]] ?", "@", found, flags=re.IGNORECASE))
        elif data.kind is PersonalDataKind.PHONE:
            yield data.start, data.end, Identifier.phone(found)
