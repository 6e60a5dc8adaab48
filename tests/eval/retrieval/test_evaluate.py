"""How good are the rankings, by language and style?"""

import pytest

from eval.datasets.questions import KnownQuestion, Split
from eval.retrieval.evaluate import failures, measure, table
from eval.retrieval.generate import SYSTEMS, Rankings


def rankings(question_id: str, language: str, service: list[str], *, style: str = "") -> Rankings:
    question = KnownQuestion(question_id, "?", language, Split.TEST, ("a",), style=style)
    return Rankings(question, {system: ["b", "a"] for system in SYSTEMS} | {"service": service})


RIGHT, SECOND, MISSED = (
    rankings("1", "en", ["a"], style="formal"),
    rankings("2", "zh-Hant", ["b", "a"], style="formal"),
    rankings("3", "zh-Hans", []),
)


def test_each_language_and_style_is_measured_by_itself():
    groups = measure([RIGHT, SECOND, MISSED])
    assert list(groups) == ["all", "en", "zh-Hans", "zh-Hant", "formal"]
    assert groups["all"]["questions"] == 3
    service = {name: group["systems"]["service"] for name, group in groups.items()}
    assert service["all"]["recall@1"] == pytest.approx(1 / 3)
    assert service["all"]["mrr"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert service["formal"]["recall@5"] == 1.0
    assert groups["en"]["systems"]["bm25"]["recall@1"] == 0.0


def test_failures_are_the_questions_whose_first_article_is_wrong():
    assert failures([RIGHT, SECOND, MISSED]) == [SECOND, MISSED]


def test_the_table_has_a_line_for_each_group_of_a_set_with_several_languages():
    text = table({"sample": measure([RIGHT, SECOND]), "other": measure([rankings("4", "en", ["a"])])})
    assert [line.split("|")[1].strip() for line in text.splitlines()[2:]] == [
        "sample",
        "sample, en",
        "sample, zh-Hant",
        "sample, formal",
        "other",
    ]
    assert "1.000" in text.splitlines()[3]
