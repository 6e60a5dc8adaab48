"""Does every fixed text exist in each language, in its own script, with the same places?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from assistant.cases import texts
from assistant.cases.texts import told, who, written
from assistant.errors import InvalidInput
from assistant.languages import LANGUAGES, script_evidence
from tests.assistant.cases.reports import TARGETS

WORDING = tomllib.loads(Path(texts.__file__).with_name("wording.toml").read_text("utf-8"))


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_language_has_every_text() -> None:
    assert set(WORDING) == set(LANGUAGES)
    assert WORDING["en"].keys() == WORDING["zh-Hant"].keys() == WORDING["zh-Hans"].keys()


@pytest.mark.parametrize("name", sorted(WORDING["en"]))
def test_a_text_names_the_same_in_both_scripts(name: str) -> None:
    assert places(WORDING["zh-Hant"][name]) == places(WORDING["zh-Hans"][name])
    assert places(WORDING["zh-Hant"][name]) <= places(WORDING["en"][name])


@pytest.mark.parametrize("name", sorted(WORDING["en"]))
def test_no_text_mixes_the_scripts(name: str) -> None:
    assert script_evidence(WORDING["zh-Hant"][name])[1] == 0
    assert script_evidence(WORDING["zh-Hans"][name])[0] == 0


def test_braces_that_somebody_wrote_stay_as_they_are() -> None:
    assert "{number}" in told("update", "en", lead="C-1", text="Use {number}.")


@pytest.mark.parametrize(
    ("language", "name"), [("en", "contact centre"), ("zh-Hant", "聯絡中心"), ("zh-Hans", "联络中心")]
)
def test_a_case_of_no_department_is_the_contact_centres(language: str, name: str) -> None:
    assert who(None, TARGETS.catalogue, language) == name


def test_what_nobody_sees_is_no_text() -> None:
    assert written(" a\u200bb \n", "text") == "ab"
    with pytest.raises(InvalidInput):
        written("\u200b", "text")
