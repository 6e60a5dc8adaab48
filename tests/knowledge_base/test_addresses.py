"""Which texts are an address at which a service can be called?"""

from __future__ import annotations

import pytest

from assistant.errors import SettingsInvalid
from knowledge_base.addresses import check_address


@pytest.mark.parametrize("address", ["http://localhost:8000", "https://chroma.example/path", "http://[::1]:1/v1"])
def test_an_address_with_a_scheme_and_a_host_is_taken(address: str) -> None:
    check_address(address, setting="CHROMA_URL")


@pytest.mark.parametrize(
    "address", ["", "localhost", "localhost:8000", "ftp://a", "http://", "http://a:b", "http://[::1", "http://a b"]
)
def test_another_text_names_its_setting(address: str) -> None:
    with pytest.raises(SettingsInvalid) as error:
        check_address(address, setting="CHROMA_URL")
    assert error.value.field == "CIVICDESK_CHROMA_URL"
