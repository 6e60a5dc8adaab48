"""When has a replay passed, and which answers does it show?"""

from __future__ import annotations

from typing import Any

import pytest

from assistant.cases.catalogue import load_catalogue
from knowledge_base.replays.comparison import Kind, Pair, ReplayQuestion, Told, compare, judge
from tests.assistant.answering.scripted_knowledge import ScriptedKnowledge


def told(*articles: str, outcome: str = "answered") -> Told:
    return Told(outcome, articles[0] if articles else None, "A title", 0.9, articles, "TD" if articles else None)


PERSON = told(outcome="handoff")


def golden(number: int, *, expected: str | None = "a", language: str = "en", department: str = "TD") -> ReplayQuestion:
    return ReplayQuestion(f"Question {number}?", language, Kind.GOLDEN, department, expected, number)


def asked(number: int) -> ReplayQuestion:
    return ReplayQuestion(f"Asked {number}?", "en", Kind.ASKED, "TD")


def groups(*pairs: Pair, margin: float = 0.02) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = judge(pairs, margin=margin)["golden"]["by_group"]
    return found


def test_of_five_questions_none_may_be_lost():
    pairs = [Pair(golden(n), told("a"), told("a" if n else "thief")) for n in range(5)]
    result = judge(pairs, margin=0.02)  # 0.02 of 5 is 0.1: none.
    assert result["golden"]["by_group"] == [
        {
            "department": "TD",
            "language": "en",
            "asked": 5,
            "right_live": 5,
            "right_draft": 4,
            "lost": 1,
            "margin": 0,
            "falls": True,
        }
    ]
    assert (result["passed"], result["golden"]["lost"]) == (False, [0])


@pytest.mark.parametrize(("lost", "passed"), [(2, True), (3, False)])
def test_of_a_hundred_two_may_be_lost(lost: int, *, passed: bool):
    pairs = [Pair(golden(n), told("a"), told("thief" if n < lost else "a")) for n in range(100)]
    assert judge(pairs, margin=0.02)["passed"] is passed


def test_what_is_won_does_not_make_up_for_what_is_lost():
    pairs = [Pair(golden(1), told("a"), told("thief")), Pair(golden(2), PERSON, told("a"))]
    [group] = groups(*pairs)
    assert (group["right_live"], group["right_draft"], group["falls"]) == (1, 1, True)


def test_each_department_and_language_stands_alone():
    lost = Pair(golden(1, language="zh-Hant"), told("a"), PERSON)
    kept = [Pair(golden(n, language=lang), told("a"), told("a")) for n, lang in ((2, "en"), (3, "zh-Hans"))]
    other = Pair(golden(4, department="HD"), told("a"), told("a"))
    found = {(g["department"], g["language"]): g["falls"] for g in groups(lost, *kept, other)}
    assert found == {("HD", "en"): False, ("TD", "en"): False, ("TD", "zh-Hans"): False, ("TD", "zh-Hant"): True}


def test_what_only_a_person_may_answer_is_right_with_a_person():
    assert PERSON.is_right(golden(1, expected=None))
    assert told(outcome="case").is_right(golden(1, expected=None))
    assert not told("a").is_right(golden(1, expected=None))
    assert not told(outcome="clarify").is_right(golden(1, expected=None))


def test_a_second_question_of_the_message_may_hold_the_right_article():
    assert told("b", "a").is_right(golden(1))
    assert not told("a", outcome="clarify").is_right(golden(1))


def test_changes_come_worst_first_and_nobody_judges_what_citizens_asked():
    pairs = [
        Pair(asked(1), told("a"), told("b")),
        Pair(golden(2), PERSON, told("a")),
        Pair(golden(3), told("a"), PERSON),
        Pair(asked(4), told("a"), told("a")),
    ]
    result = judge(pairs, margin=0)
    shown = [(change["question"], change["better"]) for change in result["changes"]]
    assert shown == [("Question 3?", False), ("Question 2?", True), ("Asked 1?", None)]
    assert result["questions"] == {"asked": 2, "same": 1, "changed": 1}


def test_questions_that_are_wrong_with_the_drafts_are_named():
    result = judge([Pair(golden(1), PERSON, PERSON), Pair(golden(2), told("a"), told("a"))], margin=0)
    assert [line["question"] for line in result["golden"]["wrong"]] == ["Question 1?"]
    assert result["passed"]


def test_without_golden_questions_nothing_can_fall():
    assert judge([], margin=0)["passed"]


def test_both_are_asked_the_same_and_progress_is_told():
    live, draft = ScriptedKnowledge(), ScriptedKnowledge()
    seen: list[tuple[int, int]] = []
    questions = [asked(number) for number in range(130)]
    pairs = compare(
        questions, live, draft, catalogue=load_catalogue(), progress=lambda done, of: seen.append((done, of))
    )
    assert [pair.question for pair in pairs] == questions
    assert seen == [(0, 130), (128, 130)]
