"""Is a model's answer what it says after it has thought, whichever signs it thinks between?"""

from __future__ import annotations

import pytest

from assistant.language_models.thoughts import without_thoughts

SIGNS = [
    ("<think>", "</think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
]


@pytest.mark.parametrize(("begin", "end"), SIGNS)
@pytest.mark.parametrize("answer", ["Bring form 1.", "請帶表格一。", "请带表格一。"])
def test_an_answer_stands_behind_the_thoughts(begin: str, end: str, answer: str) -> None:
    assert without_thoughts(f"{begin}Form 2? No.{end}{answer}") == answer
    assert without_thoughts(f"Form 2? No.{end}{answer}") == answer  # The prompt has begun the thought.
    assert without_thoughts(f"{begin}Form 2?{end}{begin}No.{end}{answer}") == answer


@pytest.mark.parametrize(("begin", "end"), SIGNS)
def test_a_thought_that_never_ends_has_no_answer(begin: str, end: str) -> None:
    assert without_thoughts(f"{begin}Bring form 2") == ""
    assert without_thoughts(f"{begin}Form 2?{end}{begin}Bring form 2") == ""
    assert without_thoughts(f"{begin}Bring form 2{end}") == ""


def test_words_without_a_thought_are_the_answer() -> None:
    assert without_thoughts("I think 3 < 4. [think] <THINK>") == "I think 3 < 4. [think] <THINK>"
