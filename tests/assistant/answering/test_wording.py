"""Which fixed text does a citizen read?"""

import re

import pytest

from assistant.answering.answer import Status
from assistant.answering.wording import Wording, load_wording
from assistant.languages import LANGUAGES, script_evidence

VALUES = {
    "department": "TD",
    "reference": "H-2345-6789",
    "limit": "1000",
    "language": "English",
    "question": "Q?",
    "title": "T",
    "kind": "phone number",
    "kinds": "phone number",
    "url": "https://www.chingwan.example/td",
    "name": "Ada",
    "place": "1",
    "minutes": "8",
    "date": "2026",
}
WITHOUT_OWN_TEXT = {Status.ANSWERED_APPROVED_TEXT, Status.ANSWERED_COMPOSED}


def test_every_status_has_its_text():
    assert {status.value for status in Status} - {s.value for s in WITHOUT_OWN_TEXT} <= load_wording().names()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_fills_in_and_is_not_empty(language: str):
    wording = load_wording()
    for name in wording.names():
        text = wording.text(name, language, **VALUES)
        assert text
        assert "{" not in text


def test_no_chinese_text_holds_a_character_of_the_other_script():
    wording = load_wording()
    for name in wording.names():
        assert script_evidence(wording.text(name, "zh-Hant", **VALUES))[1] == 0, name
        assert script_evidence(wording.text(name, "zh-Hans", **VALUES))[0] == 0, name


def test_the_three_languages_name_the_same_numbers():
    wording = load_wording()
    for name in wording.names():
        numbers = [sorted(re.findall(r"\d+", wording.text(name, language, **VALUES))) for language in LANGUAGES]
        assert numbers[0] == numbers[1] == numbers[2], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_emergency_text_begins_with_999(language: str):
    for name in ("emergency_danger", "emergency_crisis"):
        assert "999" in load_wording().text(name, language)[:80]


def test_a_missing_language_is_named():
    with pytest.raises(ValueError, match="hello"):
        Wording({"hello": {"en": "Hello", "zh-Hant": "你好"}})


def test_a_value_that_one_language_forgets_is_named():
    with pytest.raises(ValueError, match="different values"):
        Wording({"fee": {"en": "{fee}", "zh-Hant": "{fee}", "zh-Hans": "费用"}})
