from __future__ import annotations

import io
import json
from typing import Any

import pytest

from ingestion.documents import json_lines
from ingestion.documents.faq_sheet import Sheet, SheetUnreadable
from ingestion.documents.json_lines import read_json_lines, write_json_lines
from knowledge_base.article import ArticleContent, ArticleText
from tests.ingestion.documents.example import article, wording


def read(*articles: Any) -> Sheet:
    return read_json_lines("\n".join(json.dumps(entry, ensure_ascii=False) for entry in articles), file="faq.jsonl")


def problems(text: str) -> list[tuple[str | None, str]]:
    return [problem for row in read_json_lines(text, file="faq.jsonl").rows for problem in row.problems]


def test_an_article_becomes_flat_columns() -> None:
    row = read(article(**wording("zh-Hant", variants=["幾錢續牌？"]))).rows[0]
    assert row.problems == ()
    assert row.texts["question_zh_hant"] == "如何續領駕駛執照？"
    assert row.lists == {"variants_zh_hant": ("幾錢續牌？",), "tags": ("licence", "renewal")}
    assert "effective_until" not in row.texts


def test_a_row_is_known_by_its_line() -> None:
    text = "\n" + json.dumps(article()) + "\r\n\n" + json.dumps(article(id="b"))
    assert [row.number for row in read_json_lines(text, file="faq.jsonl").rows] == [2, 4]


def test_the_line_separators_of_unicode_end_no_line() -> None:
    assert len(read(article(**wording(answer="one\u2028two\x85three"))).rows) == 1


def test_columns_are_named_by_their_json_path() -> None:
    assert read(article()).column_name("answer_zh_hans") == "text.zh-Hans.answer"
    assert read(article()).column_name("review_by") == "review_by"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not valid JSON: Expecting property name enclosed in double quotes at character 2"),
        ('{"id": "a"} {"id": "b"}', "not valid JSON: Extra data at character 13"),
        ("[1]", "must be a JSON object, not a list"),
        ('"id"', "must be a JSON object, not text"),
        ("7", "must be a JSON object, not a number"),
        ("true", "must be a JSON object, not true or false"),
        ("null", "must be a JSON object, not null"),
        ('{"id": NaN}', "not valid JSON: NaN is no JSON number"),
        ('{"id": -Infinity}', "not valid JSON: -Infinity is no JSON number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"id": "a\x00b"}', "not valid JSON: Invalid control character at at character 10"),
    ],
)
def test_a_line_that_is_no_json_object_is_refused_as_a_whole(line: str, message: str) -> None:
    assert problems(line) == [(None, message)]


@pytest.mark.parametrize(
    ("entry", "path", "message"),
    [
        ({"id": 7}, "id", "must be text, not a number"),
        ({"id": 1.5}, "id", "must be text, not a number"),
        ({"category": True}, "category", "must be text, not true or false"),
        ({"effective_from": {}}, "effective_from", "must be text, not an object"),
        ({"text": []}, "text", "must be an object, not a list"),
        ({"text": {"en": "Hello"}}, "text.en", "must be an object, not text"),
        ({"text": {"zh-Hant": {"answer": ["a"]}}}, "text.zh-Hant.answer", "must be text, not a list"),
        ({"text": {"zh-Hans": {"variants": "a"}}}, "text.zh-Hans.variants", "must be a list of texts, not 'a'"),
        ({"tags": ["a", 1]}, "tags", "must be a list of texts, not one of other things"),
        ({"tags": {"a": 1}}, "tags", "must be a list of texts, not an object"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_path(entry: dict[str, Any], path: str, message: str) -> None:
    assert problems(json.dumps(entry)) == [(path, message)]


@pytest.mark.parametrize("number", ["9" * 100_000, "1e999", "-" + "1" * 5000])
def test_a_number_of_any_size_is_only_a_number(number: str) -> None:
    assert problems(f'{{"id": {number}}}') == [("id", "must be text, not a number")]


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ({"answer": "a"}, "answer"),
        ({"question_en": "a"}, "question_en"),
        ({"text": {"en": {"title": "a"}}}, "text.en.title"),
    ],
)
def test_an_unknown_key_is_refused_with_its_path(entry: dict[str, Any], path: str) -> None:
    ((column, message),) = problems(json.dumps(entry))
    assert column == path
    assert message.startswith("unknown key; known are ")


@pytest.mark.parametrize("language", ["fr", "zh", "zh_hant", "zh-HK"])
def test_an_unknown_language_is_refused(language: str) -> None:
    assert problems(json.dumps({"text": {language: {}}})) == [
        (f"text.{language}", "unknown language; known are en, zh-Hant, zh-Hans")
    ]


def test_a_key_that_is_there_twice_is_refused() -> None:
    assert problems('{"id": "a", "text": {"en": {"answer": "$900", "answer": "$120"}}}') == [
        ("answer", "the key is there twice")
    ]


def test_null_says_the_same_as_a_missing_key() -> None:
    row = read(article(tags=None, category=None, text={"en": None, "zh-Hant": {"variants": None}})).rows[0]
    assert row.problems == ()
    assert "category" not in row.texts
    assert row.lists == {}


def test_the_problems_of_one_row_end_somewhere() -> None:
    assert len(problems(json.dumps({f"key{n}": 1 for n in range(1000)}))) == 40


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_ROWS", 2)
    with pytest.raises(SheetUnreadable, match="more than 2 rows"):
        read(article(), article(), article())


def test_what_is_written_has_the_shape_of_the_contract() -> None:
    text = {"en": ArticleText("Q?", "A.", ("V?",)), "zh-Hant": ArticleText("問？", "答。")}
    file = io.BytesIO()
    assert write_json_lines([ArticleContent("a", "TD", text, tags=("t",))], file=file) == 1
    line = file.getvalue().decode()
    assert "問？" in line
    assert json.loads(line) == {
        "id": "a",
        "department": "TD",
        "category": "",
        "text": {
            "en": {"question": "Q?", "answer": "A.", "variants": ["V?"]},
            "zh-Hant": {"question": "問？", "answer": "答。", "variants": []},
        },
        "source_url": "",
        "audience": "public",
        "effective_from": None,
        "effective_until": None,
        "review_by": None,
        "tags": ["t"],
    }
