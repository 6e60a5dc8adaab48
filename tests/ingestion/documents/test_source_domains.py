"""From which domains may a department's pages come?"""

from __future__ import annotations

import pytest

from assistant.errors import SettingsInvalid
from ingestion.documents.source_domains import read_domains


@pytest.mark.parametrize(
    ("host", "department", "allowed"),
    [
        ("www.td.example", "TD", True),
        ("td.example", "TD", True),
        ("td.example", "IMMD", False),
        ("eviltd.example", "TD", False),
        ("td.example.evil.example", "TD", False),
        ("www.gov.example", "IMMD", True),
        ("gov.example", "IMMD", False),
    ],
)
def test_a_listed_domain_allows_itself_and_what_is_below_it(host: str, department: str, *, allowed: bool):
    assert read_domains("TD=td.example, www.gov.example").allows(host, department) is allowed


@pytest.mark.parametrize(
    "setting", ["TD=10.0.0.1", "localhost", "https://td.example", "TD=*.example", "運輸署.example"]
)
def test_what_is_no_public_name_is_refused(setting: str):
    with pytest.raises(SettingsInvalid, match="CIVICDESK_SOURCE_DOMAINS"):
        read_domains(setting)


def test_without_the_setting_nothing_is_allowed():
    assert not read_domains("").allows("td.example", "TD")
