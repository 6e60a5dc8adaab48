"""How does a model put the approved passages into simple words, and how are its tokens turned into their values?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answering.answer import Answer
from assistant.answering.draft import Draft
from assistant.answering.written import Problem, Source, WrittenAnswer

if TYPE_CHECKING:
    from assistant.answering.improve import Deadline


def list_sources(draft: Draft) -> list[Source]:
    """What the model may use: the chosen articles first, then near ones whose topic is not off."""
    return []


def write(
    draft: Draft, sources: Sequence[Source], deadline: Deadline, earlier: Sequence[Problem]
) -> tuple[WrittenAnswer | None, list[Problem]]:
    """What the model writes, with its tokens turned into values; None where it writes nothing that can be read."""
    return None, []


def show_written(draft: Draft, written: WrittenAnswer, sources: Sequence[Source]) -> Answer:
    """The checked words as an answer with their citations."""
    raise NotImplementedError
