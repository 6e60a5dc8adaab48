"""How do tests of the assistant ask, and read what was stored?"""

from __future__ import annotations

from assistant.assistant import Assistant
from assistant.conversations.models import AnswerRecord, Message

LANGUAGES = ("en", "zh-Hant", "zh-Hans")


def answered(assistant: Assistant, question: Message) -> AnswerRecord:
    """The answer, where no agent has the conversation."""
    record = assistant.reply(question)
    assert record is not None
    return record
