"""How pure are the groups, and how many must a curator read?"""

from __future__ import annotations

import pytest

from eval.datasets.questions import Kind, KnownQuestion, Split
from eval.gaps.evaluate import (
    Grouped,
    choose_threshold,
    group_gaps,
    groups_to_read,
    measure,
    purity,
    read_gaps,
    shared_pairs,
    strangers,
    table,
)
from eval.gaps.generate import KnownGap, known_gaps, shorten
from knowledge_base.gaps.meaning import Meaning
from knowledge_base.hash_embedding import HashEmbedding

TOPICS = "aaabbc"
GAPS = [KnownGap(str(place), f"text {place}", "en", topic) for place, topic in enumerate(TOPICS)]
# a a b | a b | c: 2 + 1 + 1 of 6 belong to their group's main topic.
GROUPED = Grouped(GAPS, [[0, 1, 3], [2, 4], [5]])


def test_purity_is_the_share_that_belongs_to_its_groups_main_topic() -> None:
    assert purity(GROUPED) == pytest.approx(4 / 6)
    assert purity(Grouped(GAPS, [[place] for place in range(6)])) == 1


def test_the_largest_groups_are_read_first() -> None:
    assert groups_to_read([1, 5, 3, 1]) == 2  # 8 of 10.
    assert groups_to_read([1, 5, 2, 2]) == 3  # 7 of 10 are not enough.
    assert groups_to_read([1]) == 1


def test_pairs_of_one_topic_stand_together_or_not() -> None:
    assert shared_pairs(GROUPED) == pytest.approx(1 / 4)  # Three pairs of a and one of b; only a–a of the first group.


def test_a_stranger_is_told_with_its_group() -> None:
    assert [(line["group"], line["id"]) for line in strangers("x", GROUPED)] == [(0, "3"), (1, "4")]


def test_the_table_has_a_line_a_set() -> None:
    assert table({"sample": measure(GROUPED)}).splitlines()[2:] == ["| sample | 6 | 3 | 3 | 0 | 0.667 | 2 | 2 | 5 |"]


def question(**changes: object) -> KnownQuestion:
    values = {
        "id": "q1",
        "text": "如何申請建照？",
        "language": "zh-Hant",
        "split": Split.TEST,
        "relevant_ids": (),
        "near_ids": (),
        "kind": Kind.NEAR_MISS,
    }
    return KnownQuestion(**(values | changes))  # type: ignore[arg-type]  # Fields by name.


def test_a_question_belongs_to_the_article_that_is_missing_or_near_or_to_itself() -> None:
    rows = known_gaps(
        "sample",
        [
            question(id="a", relevant_ids=("td-fee", "td-form"), kind=Kind.ANSWERABLE),
            question(id="b", near_ids=("td-fee",)),
            question(id="c"),
        ],
    )
    assert [[gap.topic for gap in gaps] for gaps in rows.values()] == [["td-fee"], ["td-fee", "c"]]


def test_a_removed_entry_is_asked_in_four_ways() -> None:
    answered = question(id="q2", relevant_ids=("x",), kind=Kind.ANSWERABLE)
    (gaps,) = known_gaps("taipei_gov_faq", [question(), answered]).values()
    assert {gap.topic for gap in gaps} == {"q1"}
    assert [gap.text for gap in gaps] == [
        "如何申請建照？",
        "如何申请建照？",
        "你好，想請問一下，如何申請建照？ 麻煩你，謝謝！",
        "申請建照",
    ]


def test_what_would_be_left_empty_is_not_shortened() -> None:
    assert shorten("如何？") == "如何？"


def test_the_least_threshold_that_is_pure_enough_is_chosen() -> None:
    embedding = HashEmbedding()
    texts = {"a": "camper van parking overnight", "b": "drone pilot registration number"}
    gaps = [KnownGap(str(n), f"{text} {n}", "en", topic) for topic, text in texts.items() for n in range(3)]
    read = read_gaps(gaps, embedding, Meaning(embedding))
    grouped = group_gaps(read, threshold=choose_threshold([read]))
    assert (purity(grouped), shared_pairs(grouped)) == (1, 1)
