from __future__ import annotations

import pytest

from ingestion.documents.faq_sheet import COLUMNS, Refusal, Remark, join_list, split_list, text_column


@pytest.mark.parametrize(
    ("language", "column"), [("en", "answer_en"), ("zh-Hant", "answer_zh_hant"), ("zh-Hans", "answer_zh_hans")]
)
def test_a_language_gives_its_columns_their_ending(language: str, column: str) -> None:
    assert text_column(language, "answer") == column
    assert column in COLUMNS


def test_the_columns_are_those_of_the_contract() -> None:
    assert " ".join(COLUMNS) == (
        "id department category question_en answer_en variants_en question_zh_hant answer_zh_hant variants_zh_hant "
        "question_zh_hans answer_zh_hans variants_zh_hans source_url audience effective_from effective_until "
        "review_by tags"
    )


def test_items_stand_one_a_line() -> None:
    assert join_list(("a", "b|c")) == "a\nb|c"
    assert split_list("a\r\nb|c") == ("a", "b|c")


def test_items_on_a_single_line_are_separated_by_bars() -> None:
    assert split_list("幾錢續牌？|續牌要幾多錢？") == ("幾錢續牌？", "續牌要幾多錢？")


def test_a_single_item_with_a_bar_keeps_it() -> None:
    assert join_list(("bus | tram",)) == "bus | tram\n"
    assert split_list("bus | tram\n")[0] == "bus | tram"


def test_a_refusal_reads_as_one_line() -> None:
    refusal = Refusal("faq.csv", 7, "effective_from", "'31/12/2026' is not a date (use YYYY-MM-DD)")
    expected = "faq.csv row 7, column effective_from: '31/12/2026' is not a date (use YYYY-MM-DD)"
    assert refusal.line() == expected


def test_a_remark_about_a_file_names_only_the_file() -> None:
    assert Remark("faq.csv", None, None, "the file is empty").line() == "faq.csv: the file is empty"


def test_a_name_from_a_file_cannot_move_the_cursor_of_a_terminal() -> None:
    assert Remark("faq\x1b[2J.csv", 1, "a\nb\x1b", "unknown").line() == "faq[2J.csv row 1, column a b: unknown"
