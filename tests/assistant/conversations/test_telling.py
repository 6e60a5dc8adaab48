"""Do the words that a citizen reads say what is so, in each language?"""

from __future__ import annotations

import datetime

import pytest

from assistant.answering.wording import load_wording
from assistant.cases.catalogue import load_catalogue
from assistant.conversations.models import Handoff, HandoffStep
from assistant.conversations.telling import Telling, tell_date
from assistant.conversations.waiting import Standing
from assistant.languages import LANGUAGES

TELLING = Telling(load_wording(), load_catalogue())
DAY = datetime.date(2026, 12, 3)
NOBODY = Standing(place=2, someone_is_there=False, wait_minutes=None, reply_by=DAY)
SOMEBODY = Standing(place=2, someone_is_there=True, wait_minutes=16, reply_by=None)
DATES = {"en": "3 December 2026", "zh-Hant": "2026年12月3日", "zh-Hans": "2026年12月3日"}
DEPARTMENTS = {"en": "Transport Department", "zh-Hant": "運輸署", "zh-Hans": "运输署"}


def handoff(state: str = "waiting", **changes: object) -> Handoff:
    return Handoff(**{"reference": "H-7KQM-2XWD", "department": "TD", "state": state, **changes})


def step(kind: str, **detail: object) -> HandoffStep:
    return HandoffStep(kind=kind, public_name="Ada", detail=detail)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_is_written_as_the_language_writes_it(language: str) -> None:
    assert tell_date(DAY, language) == DATES[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_somebody_there_place_minutes_and_reference_are_told(language: str) -> None:
    text = TELLING.text(handoff(), step("requested"), SOMEBODY, language=language)
    for part in ("2", "16", "H-7KQM-2XWD"):
        assert part in text
    assert DATES[language] not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_nobody_there_reference_and_day_are_told_and_no_minutes(language: str) -> None:
    text = TELLING.text(handoff(), step("requested"), NOBODY, language=language)
    assert "H-7KQM-2XWD" in text
    assert DATES[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_contact_details_are_asked_for_once(language: str) -> None:
    ask = load_wording().text("handoff_leave_contact", language)
    assert ask in TELLING.text(handoff(), None, NOBODY, language=language)
    assert ask in TELLING.text(handoff(contact={"name": "Chan"}), None, NOBODY, language=language)
    assert ask not in TELLING.text(handoff(contact={"phone": "2345 6789"}), None, NOBODY, language=language)
    assert ask not in TELLING.text(handoff(), None, SOMEBODY, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_an_agent_name_and_department_are_told(language: str) -> None:
    text = TELLING.text(handoff("claimed"), step("claimed"), None, language=language)
    assert "Ada" in text
    assert DEPARTMENTS[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_words_of_its_own(language: str) -> None:
    texts = [
        TELLING.text(handoff(), step("requested"), SOMEBODY, language=language),
        TELLING.text(handoff(), step("put_back", why="lost"), SOMEBODY, language=language),
        TELLING.text(handoff(), step("put_back"), SOMEBODY, language=language),
        TELLING.text(handoff(), step("transferred"), SOMEBODY, language=language),
        TELLING.text(handoff("claimed"), step("claimed"), None, language=language),
        TELLING.text(handoff("released"), step("released"), None, language=language),
        TELLING.text(handoff("closed"), step("closed"), None, language=language),
    ]
    assert len(set(texts)) == len(texts)
    assert all("{" not in text and "None" not in text for text in texts)
    # Whoever was with an agent and waits again is told so, and where they stand.
    assert all(text.endswith(texts[0]) for text in texts[1:4])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["waiting", "claimed", "released", "closed"])
def test_progress_names_the_department_and_the_reference(state: str, language: str) -> None:
    text = TELLING.progress(handoff(state), DAY, language=language)
    assert DEPARTMENTS[language] in text
    assert "H-7KQM-2XWD" in text
    assert (DATES[language] in text) is (state == "waiting")


@pytest.mark.parametrize(
    ("language", "centre"), [("en", "contact centre"), ("zh-Hant", "聯絡中心"), ("zh-Hans", "联络中心")]
)
def test_what_belongs_to_no_department_is_with_the_contact_centre(language: str, centre: str) -> None:
    text = TELLING.text(handoff("claimed", department=None), step("claimed"), None, language=language)
    assert centre in text
