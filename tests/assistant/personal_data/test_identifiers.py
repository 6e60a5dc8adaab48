"""Are two ways of writing one address or number the same person, and does the hash tell nobody who it is?"""

from __future__ import annotations

import pytest

from assistant.errors import InvalidInput
from assistant.personal_data.identifiers import (
    Fingerprints,
    Identifier,
    IdentifierKind,
    read_address,
    read_contact,
    read_fields,
    read_identifier,
    read_text,
)

PHONE = Identifier(IdentifierKind.PHONE, "91234567")
EMAIL = Identifier(IdentifierKind.EMAIL, "tai.man@mail.example")


@pytest.mark.parametrize("typed", ["9123 4567", "+852 9123-4567", "(852) 91234567", "９１２３４５６７"])
def test_a_phone_number_is_the_same_in_every_way_of_writing_it(typed: str) -> None:
    assert read_identifier(typed) == PHONE


@pytest.mark.parametrize("typed", ["tai.man@mail.example", " Tai.Man@Mail.Example ", "ｔａｉ.man@mail.example"])
def test_an_address_is_the_same_in_every_way_of_writing_it(typed: str) -> None:
    assert read_identifier(typed) == EMAIL


def test_a_case_number_and_a_conversation_are_known_by_their_form() -> None:
    assert read_identifier("c-7k2m-9x4q") == Identifier(IdentifierKind.CASE_NUMBER, "C-7K2M-9X4Q")
    conversation = "0b5d3f9e-6a53-4a55-9d1f-0c7f5c0a8d11"
    assert read_identifier(conversation.upper()) == Identifier(IdentifierKind.CONVERSATION, conversation)


@pytest.mark.parametrize("typed", ["", "Chan Tai Man", "陳大文", "12345", "flat 12 of 345678"])
def test_what_names_nobody_for_sure_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="give an e-mail address"):
        read_identifier(typed)


def test_contact_details_may_hold_two_numbers() -> None:
    other = Identifier(IdentifierKind.PHONE, "23456789")
    assert list(read_contact({"name": "Chan", "phone": "9123 4567 / 2345 6789"})) == [PHONE, other]
    assert list(read_contact(None)) == []


def test_a_case_names_its_reporter_in_its_fields() -> None:
    fields = {"reporter_email": {"value": "tai.man@mail.example"}, "reporter_phone": None, "involved_party": None}
    assert list(read_fields(fields)) == [EMAIL]


def test_a_header_names_each_of_its_addresses() -> None:
    assert list(read_address('"Chan, Tai Man" <tai.man@mail.example>')) == [EMAIL]
    assert list(read_address(None)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Call me on 9123 4567 or write to tai.man@mail.example.",
        "電話9123 4567，電郵tai.man@mail.example。",
        "电话9123 4567，电邮tai.man@mail.example。",
    ],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_a_text_names_people_in_every_language(text: str) -> None:
    found = list(read_text(text))
    assert [identifier for _, _, identifier in found] == [PHONE, EMAIL]
    assert [text[start:end] for start, end, _ in found] == ["9123 4567", "tai.man@mail.example"]


def test_a_fingerprint_needs_the_key() -> None:
    ours, theirs = Fingerprints(b"ours"), Fingerprints(b"theirs")
    assert ours.of(PHONE) == ours.of(read_identifier("9123 4567"))
    assert ours.of(PHONE) != theirs.of(PHONE)
    assert "9123" not in ours.of(PHONE)
