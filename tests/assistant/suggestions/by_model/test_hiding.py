"""How does an agent's own text come before a model without what identifies somebody, and whole again after it?"""

from __future__ import annotations

import pytest

from assistant.suggestions.by_model.hiding import hide

TEXTS = {
    "en": "Dear {name}, we rang 9123 4567 about A123456(3) and wrote to tai.man@mail.example.",
    "zh-Hant": "{name}你好，我們曾致電9123 4567，查詢身份證A123456(3)，並電郵至tai.man@mail.example。",
    "zh-Hans": "{name}您好，我们曾致电9123 4567，查询身份证A123456(3)，并电邮至tai.man@mail.example。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_what_identifies_somebody_and_every_blank_is_hidden_and_comes_back(language: str) -> None:
    hidden = hide(TEXTS[language])
    assert hidden.items == ("{name}", "9123 4567", "A123456(3)", "tai.man@mail.example")
    assert not [item for item in hidden.items if item in hidden.text]
    assert hidden.restore(hidden.text) == TEXTS[language]


@pytest.mark.parametrize(
    "rewritten",
    ["Call us.", "Call {item1} or {item1}.", "Call {item1}, {item2}.", "Call {item2}.", "Call {item1} {now}."],
    ids=["lost", "doubled", "made up", "another", "braces of its own"],
)
def test_a_token_that_is_lost_doubled_or_made_up_spoils_the_text(rewritten: str) -> None:
    assert hide("Call 9123 4567.").restore(rewritten) is None


def test_the_published_number_of_an_office_is_nobodys_secret() -> None:
    assert hide("Call 2804 2600.", published=frozenset({"28042600"})).items == ()


def test_a_text_that_holds_nothing_is_itself() -> None:
    hidden = hide("Bring form TD 558.")
    assert (hidden.text, hidden.items) == ("Bring form TD 558.", ())
