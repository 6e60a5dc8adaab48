"""Where in a text do these words stand, whatever script, case or marks somebody else wrote them in?"""

from __future__ import annotations

from assistant.folding import fold_in_place

_MARKS = " \t\n\"'“”‘’「」『』()（）.,;:!?。，、；：！？…"


def find_words(words: str, text: str) -> str:
    """The stretch of `text` that says `words`, as it is written there; empty where it does not."""
    wanted = _plain(" ".join(words.split())).strip(_MARKS)
    start = _plain(text).find(wanted) if wanted else -1
    return text[start : start + len(wanted)] if start >= 0 else ""


def _plain(text: str) -> str:
    """`text` folded, each character in its place."""
    lowered = (character.lower() for character in fold_in_place(text))
    return "".join(small if len(small) == 1 else "\0" for small in lowered)
