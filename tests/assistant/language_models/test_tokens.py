"""How many tokens is a text thought to have?"""

from __future__ import annotations

import pytest

from assistant.language_models.chat_model import ChatMessage, Role, Usage
from assistant.language_models.tokens import estimate_tokens, estimate_usage


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("Renew my licence", 4),  # 16 letters, four a token.
        ("續領駕駛執照", 6),  # A character is one.
        ("续领驾驶执照", 6),
        ("續領 HKID", 4),  # 2 characters, and 5 letters: 2.
    ],
)
def test_a_character_is_a_token_and_so_are_four_letters(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


def test_a_call_is_its_messages_with_what_is_around_each_and_its_answer() -> None:
    # 4 + 8 and 6 + 8, and an answer of 2.
    messages = [ChatMessage(Role.SYSTEM, "Renew my licence"), ChatMessage(Role.USER, "續領駕駛執照")]
    assert estimate_usage(messages, None, "eightlet") == Usage(26, 2)
