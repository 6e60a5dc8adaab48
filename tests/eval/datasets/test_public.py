"""What do the public data sets ask, and what do they answer from?  Read from a folder written here, and from theirs."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.datasets.public import PUBLIC_SETS, PublicSet, read_articles, read_questions
from eval.datasets.questions import Kind
from tests.tracked_files import ROOT

DATA = ROOT.parent / "shared" / "data"
ARTICLES = [
    {"id": "a", "lang": "en", "title": "Renew a licence", "text": "Bring the form.", "bureau": "Transport"},
    {"id": "b", "lang": "zh-Hans", "title": "续领牌照", "text": "请带表格。", "bureau": "Transport"},
]
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "1",
        "lang": "zh-Hans",
        "question": "怎样续领？",
        "relevant_ids": ["a", "gone"],
        "in_scope": True,
        "first": True,
    },
    {"id": "2", "lang": "en", "question": "And the fee?", "relevant_ids": [], "in_scope": False, "first": False},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    folder.mkdir()
    for name, rows in (("knowledge", ARTICLES), ("questions", QUESTIONS)):
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    return tmp_path


def test_a_set_asked_by_its_titles_is_indexed_by_answers_only(data: Path):
    shown = read_articles(data, PublicSet("set", department="bureau"))
    hidden = read_articles(data, PublicSet("set", answers_only=True))
    assert [article.text["en"].question for article in shown if "en" in article.text] == ["Renew a licence"]
    assert {text.question for article in hidden for text in article.text.values()} == {""}
    assert {article.department for article in shown} == {"Transport"}


def test_articles_that_are_gone_are_relevant_to_nothing(data: Path):
    answerable, unanswerable = read_questions(data, PublicSet("set"), ["a", "b"])
    assert answerable.relevant_ids == ("a",)
    assert answerable.is_answerable
    assert unanswerable.kind is Kind.NEAR_MISS


def test_a_column_keeps_the_questions_that_stand_alone(data: Path):
    assert [q.id for q in read_questions(data, PublicSet("set", only="first"), ["a"])] == ["1"]


def test_a_question_in_one_language_meets_articles_in_the_other_only(data: Path):
    crossed = PublicSet("set", asked_in="zh-Hans")
    assert [article.id for article in read_articles(data, crossed)] == ["a"]
    assert [q.id for q in read_questions(data, crossed, ["a"])] == ["1"]


@pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not at hand")
@pytest.mark.parametrize("name", PUBLIC_SETS)
def test_every_public_set_can_be_read_and_answers_most_of_its_questions(name: str):
    articles = read_articles(DATA, PUBLIC_SETS[name])
    questions = read_questions(DATA, PUBLIC_SETS[name], [article.id for article in articles])
    assert len(articles) >= 100
    assert sum(q.is_answerable for q in questions) >= 100
