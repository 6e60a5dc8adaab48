"""Is a reply that only thanks told from one that says something?"""

from __future__ import annotations

import pytest

from assistant.cases.thanks import is_thanks


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "Thank you very much for your prompt reply.\n\nBest regards",
        "Noted, thanks.",
        "多謝！",
        "收到，謝謝你們。",
        "唔該晒",
        "谢谢您的回复。",
        "好的，非常感谢！",
        "👍 thanks 🙏",
    ],
)
def test_thanks_are_thanks(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thanks, but it is still dark.",
        "Thank you. When will you come?",
        "It is not fixed.",
        "多謝，但係仲未整好。",
        "謝謝，仍未解決。",
        "谢谢，不过还是不亮。",
        "OK, and the other lamp?",
        "no thanks to you",
    ],
)
def test_anything_more_is_something_said(text: str) -> None:
    assert not is_thanks(text)
