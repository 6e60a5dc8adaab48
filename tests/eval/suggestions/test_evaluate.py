"""How good are the drafts?"""

from __future__ import annotations

import datetime

from assistant.answering.answer import Citation
from assistant.suggestions.suggestion import Passage, Quiet, Sentence, Suggestion
from eval.datasets.questions import Kind, KnownQuestion, Split
from eval.suggestions.evaluate import failures, measure, row, table
from eval.suggestions.generate import Suggested, count_sourced


def made(
    *,
    source: str | None = "right",
    relevant: str | None = "right",
    sourced: int = 1,
    language: str = "en",
    ms: float = 10,
) -> Suggested:
    """A suggestion whose draft has one sentence, or a quiet one where there is no source."""
    kind = Kind.ANSWERABLE if relevant else Kind.NEAR_MISS
    question = KnownQuestion("q", "?", language, Split.TEST, (relevant,) if relevant else (), kind=kind)
    cited = Citation(source or "", 1, 1, "en", "T", "", "TD", datetime.date(2026, 1, 1))
    passage = Passage("right", "T", "", "en", "TD", "public", "", 1.0)
    suggestion = Suggestion(
        language,
        draft="One." if source else "",
        sentences=(Sentence("One.", (1,)),) if source else (),
        sources=(cited,) if source else (),
        quiet=None if source else Quiet.NOTHING_FOUND,
        passages=(passage,),
        duration_ms=ms,
    )
    return Suggested(question, suggestion, sourced if source else 0)


MADE = [
    made(ms=10),
    made(source="wrong", ms=20),
    made(source=None, language="zh-Hant", ms=30),
    made(relevant=None, ms=40),
    made(relevant=None, source=None, ms=50),
]


def test_shares_are_of_what_they_speak_of():
    numbers = measure(MADE)["all"]
    assert (numbers["answerable"], numbers["unanswerable"]) == (3, 2)
    assert numbers["first_source_right"] == 0.5  # One of the two drafts for what can be answered.
    assert numbers["first_source_right_of_all_drafts"] == 1 / 3
    assert numbers["quiet_answerable"] == 1 / 3
    assert numbers["quiet_unanswerable"] == 0.5
    assert numbers["right_among_passages"] == 1.0
    assert numbers["sentences_with_source"] == 1.0
    assert (numbers["p50_ms"], numbers["p95_ms"]) == (30, 48)  # 40 + 0.8 × 10


def test_a_sentence_without_its_source_is_seen():
    assert measure([made(), made(sourced=0)])["all"]["sentences_with_source"] == 0.5


def test_only_sentences_of_the_article_that_they_name_count_as_sourced():
    suggestion = made().suggestion
    assert count_sourced(suggestion, {"right": "one. two."}) == 1
    assert count_sourced(suggestion, {"right": "two.", "other": "one."}) == 0
    assert count_sourced(suggestion, {}) == 0


def test_a_draft_that_begins_with_a_wrong_article_is_a_failure():
    assert [one.suggestion.duration_ms for one in failures(MADE)] == [20, 40]


def test_the_table_has_a_line_for_each_set_and_for_each_of_several_languages():
    lines = table({"city": measure(MADE), "english": measure(MADE[:2])}).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| city", "| city, en", "| city, zh-Hant", "| english"]
    assert "| – |" in lines[4]  # Nothing was drafted in Traditional Chinese.
    assert lines[2].endswith("30 / 48 |")


def test_a_row_tells_what_was_suggested():
    assert row(MADE[1])["sources"] == ["wrong"]
    assert row(MADE[2])["quiet"] == "nothing_found"
