"""What does the service make of every known email, and of letters to other governments?"""

from __future__ import annotations

import json
from pathlib import Path

from eval.datasets.case_emails import read_emails
from eval.datasets.questions import Split
from eval.triage.generate import FOLDS, Letter, address_all, read_letters, read_taipei, triage_all
from ingestion.mail.parsed_mail import MessageKind

LETTERS = [
    Letter(f"{department}{number}", "", f"{words} number {number}", department)
    for department, words in {"roads": "a hole in the road", "water": "no water in the tap"}.items()
    for number in range(15)
]


def test_a_citizens_mail_is_triaged_and_a_machines_is_not():
    made = triage_all(read_emails(Split.TUNE)[:20])
    assert {one.triage is not None for one in made if one.kind is MessageKind.CITIZEN} == {True}
    assert {one.triage is not None for one in made if one.kind is not MessageKind.CITIZEN} <= {False}


def test_every_letter_is_addressed_once_by_what_others_taught():
    made = address_all(LETTERS)
    assert sorted(one.id for one in made) == sorted(letter.id for letter in LETTERS)
    assert all(one.guesses[0] == one.department for one in made)


def test_a_text_that_comes_twice_is_in_one_part():
    assert Letter("1", "", "same", "A").fold == Letter("2", "", "same", "B").fold
    assert {letter.fold for letter in LETTERS} <= set(range(FOLDS))


def test_answers_are_for_training_only(tmp_path: Path):
    folder = tmp_path / "taipei_gov_faq"
    folder.mkdir()
    row = {"id": "q-1", "question": "停車費？", "answer": "每小時二十元。", "bureau": "交通局"}
    (folder / "questions.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (letter,) = read_taipei(tmp_path)
    assert letter.text == "停車費？"
    assert [example.text for example in letter.examples()] == ["停車費？", "每小時二十元。"]


def test_what_is_not_at_hand_is_empty(tmp_path: Path):
    assert read_taipei(tmp_path) == read_letters(tmp_path) == []
