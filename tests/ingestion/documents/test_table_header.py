from __future__ import annotations

import pytest

from ingestion.documents.faq_sheet import SheetUnreadable
from ingestion.documents.table_header import read_header

MINIMUM = ["id", "department", "question_en", "answer_en"]


def test_names_are_read_without_regard_to_case_spaces_and_hyphens() -> None:
    header = read_header(["ID", " Department ", "Question zh-Hant", "ANSWER_ZH_HANT"], file="faq.csv")
    assert header.columns == ("id", "department", "question_zh_hant", "answer_zh_hant")


def test_an_unknown_column_is_refused_by_its_name() -> None:
    header = read_header([*MINIMUM, "efective_from"], file="faq.csv")
    assert header.refusals[0].line().startswith("faq.csv row 1, column efective_from: unknown column; known are id,")


def test_a_column_that_is_there_twice_is_refused() -> None:
    header = read_header([*MINIMUM, "Answer_EN"], file="faq.csv")
    assert [r.line() for r in header.refusals] == ["faq.csv row 1, column answer_en: the column is there twice"]


def test_columns_without_a_name_are_nobodys() -> None:
    header = read_header([*MINIMUM, "", "tags"], file="faq.csv")
    assert header.columns[4] is None
    assert header.outside_problem(["", "", "", "", "lost"])[0][0] == "E"
    assert header.outside_problem(["", "", "", "", "", "tag", "", "beyond"])[0][0] == "H"
    assert header.outside_problem(["a", "b", "c", "d", " ", "tag"]) == []


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        (["department", "question_en", "answer_en"], "lacks id;"),
        (["id", "question_zh_hant", "answer_zh_hant"], "lacks department;"),
        (["id", "department", "question_en", "answer_zh_hans"], "a question and an answer in one language"),
        (["Frage", "Antwort"], "it holds 'Frage', 'Antwort'"),
    ],
)
def test_a_header_without_what_every_article_needs_is_refused(names: list[str], missing: str) -> None:
    with pytest.raises(SheetUnreadable, match=missing):
        read_header(names, file="faq.csv")


def test_more_than_two_hundred_columns_are_refused() -> None:
    with pytest.raises(SheetUnreadable, match="more than 200 columns"):
        read_header([*MINIMUM, *[""] * 197], file="faq.csv")
