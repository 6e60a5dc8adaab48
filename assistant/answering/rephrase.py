"""What is being asked, as a model reads it, and does it add anything that nobody has said?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.answering.draft import Question
from assistant.answering.pipeline import First

if TYPE_CHECKING:
    from assistant.answering.improve import Deadline


def rephrase(first: First, deadline: Deadline) -> Question | None:
    """The standalone question in the citizen's language; None where it is not needed, fails, or adds something."""
    return None
