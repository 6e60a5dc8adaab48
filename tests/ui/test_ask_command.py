"""Are questions answered on the command line, one by one and as a batch?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assistant.conversations.models import AnswerRecord
from assistant.database import Database
from tests.assistant.licence_knowledge import APPROVED, TITLES
from tests.ui.command_line import answer_batch, filled_home, home, invoke, refusal, run, stored_turns, write_batch

__all__ = ["filled_home", "home"]

LANGUAGES = ("en", "zh-Hant", "zh-Hans")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_in_its_language_with_its_source(filled_home: Path, language: str) -> None:
    told = run("ask", TITLES[language])
    assert APPROVED[language] in told
    assert TITLES[language] in told
    assert "https://www.chingwan.example/td/renew-driving-licence" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_as_one_json_object(filled_home: Path, language: str) -> None:
    answer = json.loads(run("ask", TITLES[language], "--json"))
    assert (answer["outcome"], answer["status"]) == ("answered", "answered_approved_text")
    assert (answer["language"], answer["answer"]) == (language, APPROVED[language])
    assert [citation["article_id"] for citation in answer["citations"]] == ["td-renew-driving-licence"]
    assert answer["retrieved"][0]["article_id"] == "td-renew-driving-licence"
    assert {"confidence", "handoff_reason", "mode", "duration_ms"} <= set(answer)


def test_the_language_of_the_page_decides_where_the_text_does_not(filled_home: Path) -> None:
    for language in LANGUAGES:
        assert json.loads(run("ask", "123", "--language", language, "--json"))["language"] == language


def test_a_question_stores_nothing(filled_home: Path) -> None:
    run("ask", TITLES["en"])
    assert stored_turns(filled_home) == []


def test_an_empty_installation_hands_over(home: Path) -> None:
    answer = json.loads(run("ask", TITLES["en"], "--json"))
    assert (answer["outcome"], answer["retrieved"], answer["citations"]) == ("handoff", [], [])


def test_a_question_and_a_batch_together_are_refused(home: Path, tmp_path: Path) -> None:
    path = write_batch(tmp_path, {"id": "1", "question": "hello"})
    assert invoke("ask", "hello", "--batch", str(path)).exit_code == 2
    assert invoke("ask").exit_code == 2


# A batch


def test_a_batch_is_answered_line_by_line_in_order(filled_home: Path, tmp_path: Path) -> None:
    rows = [{"id": f"q{number}", "question": TITLES[LANGUAGES[number % 3]]} for number in range(70)]
    answers = answer_batch(tmp_path, *rows)
    assert [answer["id"] for answer in answers] == [f"q{number}" for number in range(70)]
    assert [answer["language"] for answer in answers] == [LANGUAGES[number % 3] for number in range(70)]
    assert {answer["outcome"] for answer in answers} == {"answered"}


def test_a_batch_without_a_file_for_its_answers_tells_them(filled_home: Path, tmp_path: Path) -> None:
    told = run("ask", "--batch", str(write_batch(tmp_path, {"id": "q1", "question": TITLES["en"]})))
    assert json.loads(told)["id"] == "q1"


def test_an_id_comes_back_as_it_was_given(filled_home: Path, tmp_path: Path) -> None:
    rows = ({"id": name, "question": "hello"} for name in (7, "7", "問題", ""))
    assert [answer["id"] for answer in answer_batch(tmp_path, *rows)] == [7, "7", "問題", ""]


def test_at_most_ten_articles_are_named_as_found(filled_home: Path, tmp_path: Path) -> None:
    [answer] = answer_batch(tmp_path, {"id": 1, "question": TITLES["en"]})
    assert [found["article_id"] for found in answer["retrieved"]][:1] == ["td-renew-driving-licence"]
    assert len(answer["retrieved"]) <= 10
    assert not {"td-internal", "td-expired", "td-future"} & {found["article_id"] for found in answer["retrieved"]}


def test_a_question_is_read_with_its_history(filled_home: Path, tmp_path: Path) -> None:
    history = [{"role": "citizen", "text": TITLES["en"]}, {"role": "assistant", "text": APPROVED["en"]}]
    rows = [
        {"id": "with", "question": "and the fee?", "history": history},
        {"id": "without", "question": "and the fee?"},
    ]
    answer_batch(tmp_path, *rows)
    assert stored_turns(filled_home)[:3] == [
        ("citizen", TITLES["en"]),
        ("assistant", APPROVED["en"]),
        ("citizen", "and the fee?"),
    ]


def test_each_question_of_a_batch_is_kept_as_a_conversation(filled_home: Path, tmp_path: Path) -> None:
    answer_batch(tmp_path, *({"id": language, "question": TITLES[language]} for language in LANGUAGES))
    assert stored_turns(filled_home) == [
        turn for language in LANGUAGES for turn in (("citizen", TITLES[language]), ("assistant", APPROVED[language]))
    ]


def test_a_batch_can_be_answered_without_keeping_anything(filled_home: Path, tmp_path: Path) -> None:
    [answer] = answer_batch(tmp_path, {"id": 1, "question": TITLES["en"]}, options=("--no-conversations",))
    assert answer["outcome"] == "answered"
    assert stored_turns(filled_home) == []


@pytest.mark.parametrize("text", ["line\u2028break", "next\u0085line", "form\u000cfeed", "nul\u0000", "🙂", "<b>"])
def test_a_batch_takes_any_text(filled_home: Path, tmp_path: Path, text: str) -> None:
    answers = answer_batch(tmp_path, {"id": text, "question": text}, {"id": "last", "question": text})
    assert [answer["id"] for answer in answers] == [text, "last"]


def test_empty_lines_and_a_byte_order_mark_are_passed_over(filled_home: Path, tmp_path: Path) -> None:
    answers = answer_batch(tmp_path, "\ufeff", "", '{"id": 1, "question": "hello"}', "   ")
    assert [answer["id"] for answer in answers] == [1]


def test_an_empty_batch_has_no_answers(filled_home: Path, tmp_path: Path) -> None:
    assert answer_batch(tmp_path) == []


GOOD = {"id": 1, "question": "hello"}


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ([1], "`id`"),
        ({"question": "hello"}, "id"),
        ({"id": None, "question": "hello"}, "id"),
        ({"id": 2}, "question"),
        ({"id": 2, "question": 7}, "question"),
        ({"id": 2, "question": "hello", "language": "fr"}, "language"),
        ({"id": 2, "question": "hello", "language": ["en"]}, "language"),
        ({"id": 2, "question": "hello", "history": "hello"}, "history"),
        ({"id": 2, "question": "hello", "history": 7}, "history"),
        ({"id": 2, "question": "hello", "history": [{"role": "king", "text": "a"}]}, "history"),
        ({"id": 2, "question": "hello", "history": [{"role": "citizen"}]}, "history"),
        ({"id": 2, "question": "hello", "history": [{"role": "citizen", "text": 7}]}, "history"),
        ({"id": 2, "question": "hello", "history": ["hello"]}, "history"),
    ],
)
def test_a_bad_line_is_named_with_its_key_and_nothing_is_answered(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    bad: Any,
    words: str,
) -> None:
    path, out = write_batch(tmp_path, GOOD, bad, GOOD), tmp_path / "answers.jsonl"
    told = refusal(monkeypatch, capsys, "ask", "--batch", str(path), "--out", str(out))
    assert "questions.jsonl line 2" in told
    assert words in told
    assert not out.exists()


def test_a_batch_that_is_no_text_is_named(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'{"id": 1, "question": "\xff"}\n')
    assert "questions.jsonl" in refusal(monkeypatch, capsys, "ask", "--batch", str(path))


def test_answers_that_cannot_be_written_are_told_before_any_work(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "missing" / "answers.jsonl"
    result = invoke("ask", "--batch", str(write_batch(tmp_path, GOOD)), "--out", str(out))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "answers.jsonl" in result.output


def test_an_answer_of_a_batch_keeps_how_it_came_about(filled_home: Path, tmp_path: Path) -> None:
    answer_batch(tmp_path, {"id": 1, "question": TITLES["en"]})
    database = Database(f"sqlite:///{filled_home / 'civicdesk.db'}")
    with database.read() as session:
        [record] = session.scalars(select(AnswerRecord)).all()
    database.close()
    assert [step["step"] for step in record.trace] == [
        "protect",
        "screen",
        "understand",
        "retrieve",
        "decide",
        "heed_topics",
        "compose",
    ]
