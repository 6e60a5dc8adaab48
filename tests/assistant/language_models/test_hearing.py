"""How much may a model say, and how much think?  How calls end over HTTP is in tests/contracts."""

from __future__ import annotations

import pytest

from assistant.language_models.hearing import Heard

PIECE = "x" * 1000


def heard_of(*, thoughts: int = 0, pieces: int, before: str = "") -> Heard:
    """So many pieces of a thousand characters each, and the end."""
    heard = Heard(reason="stop")
    for _ in range(thoughts):
        heard.think(PIECE)
    heard.add(before)
    for _ in range(pieces):
        heard.add(PIECE)
    heard.end()
    return heard


def test_thoughts_beside_the_words_are_no_part_of_the_answers_length() -> None:
    heard = heard_of(thoughts=400, pieces=100)
    assert (len(heard.text), len(heard.all_that_was_said)) == (100_000, 500_000)


def test_thoughts_among_the_words_are_none_either() -> None:
    assert heard_of(before=f"<think>{PIECE * 300}</think>", pieces=100).text == PIECE * 100


@pytest.mark.parametrize(("thoughts", "pieces"), [(0, 101), (500, 1), (0, 501)])
def test_neither_goes_on_without_end(thoughts: int, pieces: int) -> None:
    with pytest.raises(ValueError, match="without end"):
        heard_of(thoughts=thoughts, pieces=pieces)


def test_thoughts_of_another_form_are_passed_over() -> None:
    heard = Heard()
    for thought in (None, ["x"], {"text": "x"}, 4):
        heard.think(thought)
    assert heard.all_that_was_said == ""
