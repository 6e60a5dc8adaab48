"""When is an answer right, and when do two runs contradict each other?"""

from __future__ import annotations

import pytest

from assistant.answering.answer import Answer
from eval.answers.scoring import contradict, score_all
from eval.datasets.questions import KnownQuestion
from tests.eval.answers.one_article import ARTICLES, DOG, ENGLISH, answered, asked, handed_over, known, similarities


@pytest.mark.parametrize(
    ("question", "answer", "right"),
    [
        (known(), answered(), True),
        (known(), answered(cites=("cat",)), False),
        (known(), answered("A dog licence costs $80 and lasts 9 years."), False),  # A value of nowhere.
        (known(), answered("Bring the dog to a centre."), False),  # Not what was asked.
        (known(), handed_over(), False),
        (known(language="zh-Hans"), answered(), False),
        (known("狗牌幾錢？", language="zh-Hant"), answered(DOG.text["zh-Hant"].answer, language="zh-Hant"), True),
        (known("狗牌多少钱？", language="zh-Hans"), answered(DOG.text["zh-Hans"].answer, language="zh-Hans"), True),
        (known("狗牌多少钱？", language="zh-Hans"), answered(DOG.text["zh-Hant"].answer, language="zh-Hans"), False),
        (known(relevant=()), handed_over(), True),
        (known(relevant=()), answered(), False),
    ],
    ids=[
        "approved",
        "wrong article",
        "wrong value",
        "asked fact missing",
        "not answered",
        "wrong language",
        "Traditional",
        "Simplified",
        "wrong script",
        "refused",
        "answered what nothing answers",
    ],
)
def test_an_answer_is_right_in_every_respect_or_not(question: KnownQuestion, answer: Answer, *, right: bool):
    (scored,) = score_all([asked(question, answer)], ARTICLES, similarities)
    assert scored.is_right is right


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("It costs $80.", "The fee: HK$80.00", False),
        ("It costs $80.", "It costs $90.", True),
        ("It costs $80 and lasts 3 years.", "It costs $80.", False),  # Saying less is no contradiction.
        ("It costs $80; a fine is $10,000.", "It costs $80.", False),
        ("收費80元。", "收費九十元。", True),
        ("收费80元。", "收费八十元。", False),
        ("Open 9 am to 5 pm.", "Open 9 am to 6 pm.", True),
    ],
)
def test_runs_contradict_where_each_says_what_the_other_does_not(a: str, b: str, *, expected: bool):
    assert contradict(answered(a), answered(b)) is expected
    assert contradict(answered(b), answered(a)) is expected


def test_answering_in_one_run_only_is_a_contradiction_and_handing_over_in_both_is_none():
    assert contradict(answered(), handed_over())
    assert not contradict(handed_over(), handed_over("zh-Hant"))
    (scored,) = score_all([asked(known(), answered(), answered(), answered(ENGLISH + " $7"))], ARTICLES, similarities)
    assert not scored.contradicts
