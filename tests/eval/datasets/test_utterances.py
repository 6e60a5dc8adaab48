"""Which intents become articles, and which utterances are asked?"""

import json
from pathlib import Path

import pytest

from eval.datasets.questions import Kind
from eval.datasets.utterances import UtteranceSet, read_utterances


def write(folder: Path, rows: list[dict[str, object]]) -> None:
    folder.mkdir()
    lines = (json.dumps({"lang": "en", "bot": None, **row}) for row in rows)
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows: list[dict[str, object]] = [
        {"id": "s-train-0", "question": "where is my parcel", "label": "TRACK_PARCEL", "in_scope": True},
        {"id": "s-train-1", "question": "track it", "label": "TRACK_PARCEL", "in_scope": True},
        {"id": "s-test-0", "question": "parcel late", "label": "TRACK_PARCEL", "in_scope": True},
        {"id": "s-test-1", "question": "sing a song", "label": "NONE", "in_scope": False},
    ]
    write(tmp_path / "shop", rows)
    return tmp_path


def test_an_intent_becomes_an_article_of_its_utterances(data: Path):
    [article], _ = read_utterances(data, UtteranceSet("shop"))
    assert article.id == "TRACK_PARCEL"
    assert (article.text["en"].question, article.text["en"].variants) == ("where is my parcel", ("track it",))
    assert article.text["en"].answer == "Track parcel."


def test_what_was_not_learnt_is_asked(data: Path):
    _, questions = read_utterances(data, UtteranceSet("shop"))
    assert [(q.text, q.kind, q.relevant_ids) for q in questions] == [
        ("parcel late", Kind.ANSWERABLE, ("TRACK_PARCEL",)),
        ("sing a song", Kind.OFF_TOPIC, ()),
    ]


def test_where_all_is_in_scope_some_intents_are_held_out(tmp_path: Path):
    rows: list[dict[str, object]] = [
        {"id": f"s-train-{i}-{j}", "question": f"{i} {j}", "label": f"I{i}", "in_scope": True}
        for i in range(12)
        for j in range(6)
    ]
    # Ids end in the split and a number.
    rows = [row | {"id": f"s-train-{number}"} for number, row in enumerate(rows)]
    write(tmp_path / "shop", rows)
    articles, questions = read_utterances(tmp_path, UtteranceSet("shop"))
    known = {article.id for article in articles}
    assert 0 < len(known) < 12
    assert {q.kind for q in questions} == {Kind.ANSWERABLE, Kind.OTHER_SERVICE}
    assert all(q.relevant_ids[0] in known for q in questions if q.kind is Kind.ANSWERABLE)
