"""Which of a model's words are its answer, where it thinks aloud before it gives one?"""

from __future__ import annotations

_MARKS = (
    ("<think>", "</think>"),  # Qwen, DeepSeek, GLM and most others.
    ("[THINK]", "[/THINK]"),  # Magistral.
    ("◁think▷", "◁/think▷"),  # Kimi.
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),  # gpt-oss.
)
"""Between which signs different models think, where the server leaves their thoughts among the words."""


def without_thoughts(said: str) -> str:
    """What stands behind the last thought that was ended; one that never was has no answer behind it.

    Many a model's first sign is the prompt's, so that what it says itself begins within a thought.
    """
    for begin, end in _MARKS:
        said = said.rpartition(end)[2].partition(begin)[0]
    return said
