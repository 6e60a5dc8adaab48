"""How a person reads what the bench measured."""

from __future__ import annotations

import pytest

from eval.bench.table import Line, Spread, spread, times, to_markdown


def test_the_spread_of_five_durations_is_their_middle_and_their_slow_end() -> None:
    measured = spread([5, 1, 3, 2, 4])
    assert measured.p50 == 3
    assert measured.p95 == pytest.approx(4.8)  # Between the fourth and the fifth: 4 + 0.8.


def test_one_duration_is_its_own_spread() -> None:
    assert spread([7.0]) == Spread(7.0, 7.0)


def test_short_durations_keep_two_decimals_and_long_ones_none() -> None:
    assert str(Spread(1.234, 1234.5)) == "1.23 / 1,234 ms"


def test_a_baseline_is_told_as_a_multiple_of_ours() -> None:
    assert Spread(5.0, 9.0).beside(Spread(2.0, 3.0)) == "5.00 / 9.00 ms (2.5 × ours)"  # 5 / 2


def test_growth_from_nothing_has_no_number() -> None:
    assert times(0.0, 5.0) == "–"


def test_the_table_has_a_row_a_line_and_its_notes_below() -> None:
    table = to_markdown([Line("Answer", "1,000 passages", "12 / 20 ms", numpy="9.00 / 12 ms")], ["On two cores."])
    assert table.splitlines() == [
        "| Measured | At | CivicDesk | LangChain + Chroma | Plain numpy |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| Answer | 1,000 passages | 12 / 20 ms |  | 9.00 / 12 ms |",
        "",
        "- On two cores.",
    ]
