from __future__ import annotations

import dataclasses
import datetime
import time
from pathlib import Path
from typing import Any

import pytest

from ingestion.documents.sheet_checking import refused_row_count
from ingestion.documents.sheet_reading import read_sheet
from knowledge_base.article import ArticleContent, ArticleText, Audience
from tests.ingestion.documents.example import ROW, article, check, refusals, wording, write_csv, write_jsonl

LANGUAGES = ["en", "zh-Hant", "zh-Hans"]


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    return tmp_path / "faq.jsonl"


def refused(path: Path, **changes: Any) -> list[str]:
    """What is wrong with the example once `changes` are made, without the place that all lines share."""
    lines = refusals(write_jsonl(path, article(**changes)))
    assert all(line.startswith("faq.jsonl row 1, column ") for line in lines)
    return [line.removeprefix("faq.jsonl row 1, column ") for line in lines]


def test_a_sound_row_becomes_an_article(faq: Path) -> None:
    checked = check(write_jsonl(faq, article(**wording(variants=["Licence renewal fee?"]))))
    assert checked.refusals == checked.warnings == ()
    assert [content for content, _ in checked.articles] == [
        ArticleContent(
            id="td-renew-driving-licence",
            department="TD",
            category="licence_permit_enquiry",
            text={
                "en": ArticleText(
                    "How do I renew my driving licence?",
                    "Bring form TD 558. The fee is $900.",
                    ("Licence renewal fee?",),
                ),
                "zh-Hant": ArticleText("如何續領駕駛執照？", "請攜同表格TD 558。費用為900元。"),
                "zh-Hans": ArticleText("怎样续领驾驶执照？", "请带表格TD 558。费用是900元。"),
            },
            source_url="https://www.chingwan.example/td/renew-driving-licence",
            audience=Audience.PUBLIC,
            effective_from=datetime.date(2025, 11, 1),
            effective_until=None,
            review_by=datetime.date(2027, 10, 31),
            tags=("licence", "renewal"),
        )
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_an_id_a_department_and_one_language_are_required(faq: Path, language: str) -> None:
    text = {language: {"question": "Q?", "answer": "A."}}
    checked = check(write_jsonl(faq, {"id": "a", "department": "TD", "text": text}))
    content = checked.articles[0][0]
    assert content == ArticleContent("a", "TD", {language: ArticleText("Q?", "A.")})
    assert content.audience is Audience.PUBLIC


def test_texts_are_kept_in_their_plain_form(faq: Path) -> None:
    parts: dict[str, Any] = {
        "question": " Two\r\n lines\u200b? ",
        "answer": "\r\none\r\n\r\ntwo \n",
        "variants": [" a\nb ", " ", ""],
    }
    text = check(write_jsonl(faq, article(**wording(**parts)))).articles[0][0].text["en"]
    assert text == ArticleText("Two lines?", "one\n\ntwo", ("a b",))


@pytest.mark.parametrize("column", ["id", "department"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_id_or_department_is_refused(faq: Path, column: str, value: str | None) -> None:
    assert refused(faq, **{column: value}) == [f"{column}: missing"]


@pytest.mark.parametrize(
    "text", [None, {}, {"en": {}}, {"zh-Hant": {"question": " ", "answer": ""}}, {"zh-Hans": None}]
)
def test_a_row_without_any_wording_is_refused(faq: Path, text: Any) -> None:
    assert refused(faq, text=text) == ["text: a question and an answer in at least one language are missing"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_a_wording_is_refused(faq: Path, language: str) -> None:
    path = f"text.{language}"
    no_answer = "missing, while the language has a question or variants"
    no_question = "missing, while the language has an answer or variants"
    assert refused(faq, **wording(language, answer="")) == [f"{path}.answer: {no_answer}"]
    assert refused(faq, **wording(language, question=None)) == [f"{path}.question: {no_question}"]
    assert refused(faq, **wording(language, question="", answer="", variants=["V?"])) == [
        f"{path}.question: {no_question}",
        f"{path}.answer: {no_answer}",
    ]


@pytest.mark.parametrize("article_id", ["a", "td.renew_1-2:x/y", "駕駛執照-續領", "GIP_94228605", "x" * 200])
def test_an_id_may_hold_letters_of_any_script(faq: Path, article_id: str) -> None:
    assert refused(faq, id=article_id) == []


@pytest.mark.parametrize("article_id", ["a b", "a?b", "<a>", "a\\b", "a|b", "a'b", "a#b", "ａ，b", "🚗"])
def test_an_id_with_other_characters_is_refused(faq: Path, article_id: str) -> None:
    assert refused(faq, id=article_id) == [f"id: {article_id!r} may hold letters, digits and . _ - : / only"]


def test_an_id_of_two_hundred_and_one_characters_is_refused(faq: Path) -> None:
    assert refused(faq, id="x" * 201) == ["id: 201 characters long; 200 at most"]


def test_the_second_row_with_an_id_is_refused(faq: Path) -> None:
    path = write_jsonl(faq, article(), article())
    assert refusals(path) == [
        "faq.jsonl row 2, column id: 'td-renew-driving-licence' is already the id of faq.jsonl row 1"
    ]


def test_an_id_is_refused_across_the_files_of_an_import(tmp_path: Path) -> None:
    first = write_csv(tmp_path / "a.csv", ROW)
    second = write_jsonl(tmp_path / "b.jsonl", article())
    assert refusals(first, second) == [
        "b.jsonl row 1, column id: 'td-renew-driving-licence' is already the id of a.csv row 2"
    ]


@pytest.mark.parametrize("name", ["Transport Dept", "TDD", "運輸局", "运输局"])
def test_an_unknown_department_is_refused(faq: Path, name: str) -> None:
    assert refused(faq, department=name) == [
        f"department: {name!r} is not a known department; correct it or allow new ones"
    ]


@pytest.mark.parametrize("name", ["Transport Department", "運輸署", "运输署"])
def test_a_department_is_stored_by_its_code(faq: Path, name: str) -> None:
    assert check(write_jsonl(faq, article(department=name))).articles[0][0].department == "TD"


@pytest.mark.parametrize("audience", ["internal", "Internal", " INTERNAL "])
def test_an_audience_may_be_written_in_capitals(faq: Path, audience: str) -> None:
    assert check(write_jsonl(faq, article(audience=audience))).articles[0][0].audience is Audience.INTERNAL


@pytest.mark.parametrize("audience", ["staff", "公眾", "public, internal"])
def test_an_unknown_audience_is_refused(faq: Path, audience: str) -> None:
    assert refused(faq, audience=audience) == [f"audience: {audience.lower()!r} is neither public nor internal"]


@pytest.mark.parametrize("column", ["effective_from", "effective_until", "review_by"])
@pytest.mark.parametrize(
    "value", ["31/12/2026", "2026-02-31", "2026-13-01", "20261231", "2026-W01-1", "2026-1-1", "２０２６-01-01", "soon"]
)
def test_a_date_that_is_none_is_refused_with_its_value(faq: Path, column: str, value: str) -> None:
    changes = {"effective_from": None} | {column: value}
    assert refused(faq, **changes) == [f"{column}: {value!r} is not a date (use YYYY-MM-DD)"]


def test_an_article_cannot_end_before_it_starts(faq: Path) -> None:
    assert refused(faq, effective_from="2026-01-02", effective_until="2026-01-01") == [
        "effective_until: 2026-01-01 is before effective_from 2026-01-02"
    ]
    assert refused(faq, effective_from="2026-01-01", effective_until="2026-01-01") == []


@pytest.mark.parametrize("url", ["http://gov.example", "https://gov.example:8443/a?b=c#d", "HTTPS://例.example/牌照"])
def test_a_web_address_is_a_source(faq: Path, url: str) -> None:
    assert refused(faq, source_url=url) == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://gov.example",
        "www.gov.example",
        "https://",
        "https:///path",
        "http://[::1",
        "https://gov.example:99999",
        "https://gov.example@evil.example",
        "https://gov.example/a b",
        'https://gov.example/"onclick="x',
        "data:text/html,x",
    ],
)
def test_any_other_address_is_refused(faq: Path, url: str) -> None:
    assert refused(faq, source_url=url) == [f"source_url: {url!r} is not an http or https address"]


@pytest.mark.parametrize(
    ("character", "code"),
    [("\x00", "U+0000"), ("\x07", "U+0007"), ("\x1b", "U+001B"), ("\x7f", "U+007F"), ("\x9b", "U+009B")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_control_character_is_refused(faq: Path, language: str, character: str, code: str) -> None:
    parts = {"question": f"a{character}b", "answer": f"a{character}b", "variants": ["a", f"b{character}"]}
    assert refused(faq, **wording(language, **parts)) == [
        f"text.{language}.{part}: holds the forbidden character {code}" for part in ("question", "answer", "variants")
    ]


def test_half_a_surrogate_pair_is_refused(faq: Path) -> None:
    faq.write_text('{"id": "a", "department": "TD", "text": {"en": {"question": "Q", "answer": "\\ud83d"}}}')
    assert refusals(faq) == ["faq.jsonl row 1, column text.en.answer: holds the forbidden character U+D83D"]


@pytest.mark.parametrize("column", ["category", "source_url", "effective_from", "tags"])
def test_a_nul_is_refused_everywhere(faq: Path, column: str) -> None:
    value = ["a\0"] if column == "tags" else "2026-01-01\0"
    assert refused(faq, **{column: value})[0] == f"{column}: holds the forbidden character U+0000"


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_have_a_greatest_length(faq: Path, language: str) -> None:
    longest = {"question": "問" * 1_000, "answer": "答" * 50_000, "variants": ["問" * 1_000]}
    assert refused(faq, **wording(language, **longest)) == []
    longer = {"question": "問" * 1_001, "answer": "答" * 50_001, "variants": ["問" * 1_001]}
    path = f"text.{language}"
    assert refused(faq, **wording(language, **longer)) == [
        f"{path}.question: 1,001 characters long; 1,000 at most",
        f"{path}.answer: 50,001 characters long; 50,000 at most",
        f"{path}.variants: 1,001 characters long; 1,000 at most",
    ]


@pytest.mark.parametrize(("column", "limit"), [("category", 100), ("department", 100), ("source_url", 2_000)])
def test_names_have_a_greatest_length(faq: Path, column: str, limit: int) -> None:
    value = "https://gov.example/" + "x" * limit
    assert f"{column}: {limit + 20:,} characters long; {limit:,} at most" in refused(faq, **{column: value})


def test_a_megabyte_of_spaces_is_refused_without_thinking_long(faq: Path) -> None:
    started = time.process_time()
    assert len(refused(faq, **wording(question="a" + " " * 1_000_000 + "b"))) == 1
    assert time.process_time() - started < 2


def test_all_problems_of_all_rows_are_told_at_once(tmp_path: Path) -> None:
    bad = {"id": "b b", "department": "??", "answer_en": "", "effective_from": "1/1/26", "audience": "all"}
    path = write_csv(tmp_path / "faq.csv", ROW | {"effective_from": "", "audience": ""}, ROW | bad, ROW | bad)
    columns = ["id", "department", "answer_en", "effective_from", "audience"]
    checked = check(path)
    # The third row has the second one's id as well.
    assert [(r.row, r.column) for r in checked.refusals] == [
        *((3, column) for column in columns),
        *((4, column) for column in columns),
        (4, "id"),
    ]
    assert checked.rows == 3
    assert len(checked.articles) == 1


def test_a_value_that_could_not_be_read_is_not_called_missing_as_well(faq: Path) -> None:
    assert refused(faq, id=7, text=[]) == ["id: must be text, not a number", "text: must be an object, not a list"]
    assert refused(faq, **wording(answer=5)) == ["text.en.answer: must be text, not a number"]
    assert refused(faq, text={"zh-Hant": "問"}) == ["text.zh-Hant: must be an object, not text"]


def test_rows_of_a_file_with_an_unknown_column_are_checked_and_none_is_used(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "faq.csv", ROW | {"expires": ""}, ROW | {"id": "b b", "expires": ""})
    checked = check(path)
    assert [(r.row, r.column) for r in checked.refusals] == [(1, "expires"), (3, "id")]
    assert checked.articles == ()
    assert refused_row_count([read_sheet(path)], checked.refusals) == 2


def test_each_missing_translation_is_a_warning(tmp_path: Path) -> None:
    checked = check(write_csv(tmp_path / "faq.csv", ROW))
    assert [warning.line() for warning in checked.warnings] == [
        "faq.csv row 2, column question_zh_hant: no Traditional Chinese text",
        "faq.csv row 2, column question_zh_hans: no Simplified Chinese text",
    ]
    assert len(checked.articles) == 1


def test_an_unknown_category_is_a_warning(faq: Path) -> None:
    checked = check(write_jsonl(faq, article(category="lost_property")))
    assert [warning.line() for warning in checked.warnings] == [
        "faq.jsonl row 1, column category: 'lost_property' is not a category of the catalogue"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_question_twice_is_a_warning(tmp_path: Path, language: str) -> None:
    first = article(**wording(language, question="Same  Question 問題?"))
    second = article(id="b", text={language: {"question": "same question 問題?", "answer": "Another."}})
    checked = check(write_jsonl(tmp_path / "a.jsonl", first), write_jsonl(tmp_path / "b.jsonl", second))
    assert (
        f"b.jsonl row 1, column text.{language}.question: possible duplicate: the same question as a.jsonl row 1"
        in [warning.line() for warning in checked.warnings]
    )
    assert len(checked.articles) == 2


@pytest.mark.slow
def test_ten_thousand_rows_are_read_and_checked_in_a_few_seconds(faq: Path) -> None:
    write_jsonl(faq, *(article(id=f"a{number}") for number in range(10_000)))
    started = time.process_time()
    checked = check(faq)
    assert time.process_time() - started < 10
    assert len(checked.articles) == 10_000
    assert dataclasses.replace(checked.articles[0][0], id="a9999") == checked.articles[-1][0]
