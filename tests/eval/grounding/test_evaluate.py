"""How much is stopped of what is wrong and of what is right?"""

from __future__ import annotations

from assistant.answering.written import Problem, ProblemKind
from eval.datasets.composed import ComposedAnswer, ComposedSentence, ComposedSource
from eval.grounding.evaluate import failures, measure, row, table
from eval.grounding.generate import Judged, judge_all, similarities_by
from knowledge_base.hash_embedding import HashEmbedding

SOURCE = ComposedSource("dog", "en", "Dogs", "A licence costs $80.")


def composed(kind: str, *, language: str = "en", text: str = "It costs $80.") -> ComposedAnswer:
    return ComposedAnswer("a", language, "how much?", (SOURCE,), (ComposedSentence(text, (1,)),), kind, "the fee")


def judged(kind: str, *, stopped: bool, language: str = "en") -> Judged:
    problems = (Problem(ProblemKind.VALUE, "$90", 0),) if stopped else ()
    return Judged(composed(kind, language=language), problems)


JUDGED = [
    judged("fee", stopped=True),
    judged("fee", stopped=False, language="zh-Hant"),
    judged("name", stopped=True, language="zh-Hans"),
    judged("swap", stopped=False),
    judged("right", stopped=False),
    judged("right", stopped=True, language="zh-Hant"),
]


def test_promised_kinds_are_counted_apart_from_the_others():
    numbers = measure(JUDGED)
    assert numbers["promised kinds"]["all"] == {"rows": 3, "stopped": 2 / 3}
    assert numbers["promised kinds"]["zh-Hant"] == {"rows": 1, "stopped": 0.0}
    assert numbers["other kinds"]["all"] == {"rows": 1, "stopped": 0.0}
    assert numbers["right"]["all"] == {"rows": 2, "stopped": 0.5}
    assert numbers["fee"]["all"] == {"rows": 2, "stopped": 0.5}
    assert numbers["date"]["all"] == {"rows": 0, "stopped": None}


def test_what_passes_wrongly_and_what_is_stopped_wrongly_are_failures():
    assert [(one.answer.kind, one.answer.language) for one in failures(JUDGED)] == [
        ("fee", "zh-Hant"),
        ("swap", "en"),
        ("right", "zh-Hant"),
    ]


def test_a_row_tells_what_was_found():
    assert row(JUDGED[0])["problems"] == ["value: $90"]
    assert row(JUDGED[0])["sentences"] == ["It costs $80."]


def test_the_table_holds_both_ways_beside_each_other():
    lines = table({"with vectors": measure(JUDGED), "without": measure(JUDGED)}).splitlines()
    promised = lines[2]
    assert promised.startswith(
        "| **wrong: fee, date, phone, link, name** | 3 | 0.667 | 1.000 | 0.000 | 1.000 | 0.667 |"
    )
    assert "| wrong swap | 1 | 0.000 |" in "\n".join(lines)


def test_an_answer_without_a_sentence_is_stopped_with_vectors_and_without():
    empty = ComposedAnswer("a", "en", "how much?", (SOURCE,), (), "unsupported", "nothing")
    for similarities in (None, similarities_by(HashEmbedding())):
        (one,) = judge_all([empty], similarities)
        assert one.is_stopped
        assert not one.is_misjudged


def test_the_vectors_are_compared_each_with_each():
    cosines = similarities_by(HashEmbedding())(["dog licence", "water"], ["dog licence"])
    assert cosines is not None
    first, second = cosines
    assert round(first[0], 5) == 1.0
    assert second[0] < first[0]
