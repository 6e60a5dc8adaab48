"""Does a text speak to a machine rather than to a person?  Such a text is shown to no model."""

from __future__ import annotations

from assistant.answering.intents import Intent, find_intent

STRETCH = 1000
"""Read at once; of a longer text each half of a stretch is read twice."""


def speaks_to_machine(text: str) -> bool:
    """True where any stretch of `text` tries to steer a machine."""
    stretches = (text[start : start + STRETCH] for start in range(0, max(len(text), 1), STRETCH // 2))
    return any(find_intent(stretch) is Intent.STEERING for stretch in stretches)
