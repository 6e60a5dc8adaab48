"""Is a mail address one, and a contact the case's own?"""

from __future__ import annotations

import pytest

from assistant.cases.contacts import is_email, matches

CONTACT = {"email": "Ann@mail.example", "phone": "9123 4567"}
NO_HASH = "0" * 64


@pytest.mark.parametrize("address", ["ann@mail.example", "a.n+n@sub.mail.example", "安@例子.香港"])
def test_an_address_is_one(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize(
    "text", ["", "ann", "ann@mail", "a@b@c.example", "ann@mail.example ", f"{'a' * 320}@b.example"]
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_email(text)


@pytest.mark.parametrize("given", ["ann@mail.example", "4567", "34567", "+852 9123-4567", "(852) 91234567"])
def test_the_cases_own_contact_is_known_in_any_writing(given: str) -> None:
    assert matches(CONTACT, NO_HASH, given)


@pytest.mark.parametrize("given", ["", "567", "mail.example", "0004567", "9123", "x4567"])
def test_a_part_of_it_or_more_than_it_is_not(given: str) -> None:
    assert not matches(CONTACT, NO_HASH, given)


@pytest.mark.parametrize("given", ["", "0000", "@", "."])
def test_a_case_without_a_contact_is_known_by_none(given: str) -> None:
    assert not matches({}, NO_HASH, given)
