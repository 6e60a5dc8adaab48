"""Is it told that an article on the same topic nowhere speaks of what is asked?"""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from assistant.answering.unspoken import find_unspoken

RENEW = (
    "How do I renew my driving licence?",
    "Bring form TD 558 and your identity card. The fee is $900, paid in cash. We post the new licence in 7 days.",
)
POOL = (
    "游泳池收費多少？",
    "成人每場17元，小童及60歲或以上人士8元。月票300元，可在泳池櫃位以八達通購買。每日上午6時半至晚上10時開放。",
)
UNSPOKEN = [
    ("Can I appeal if my licence is not renewed?", RENEW, "action:appeal"),
    ("續唔到牌可唔可以上訴？", RENEW, "action:appeal"),
    ("续不到牌可以上诉吗？", RENEW, "action:appeal"),
    ("Do I get a refund if I renew too early?", RENEW, "action:refund"),
    ("續早咗有冇得退錢？", RENEW, "action:refund"),
    ("续早了可以退款吗？", RENEW, "action:refund"),
    ("What is the fine for renewing late?", RENEW, "money:penalty"),
    ("遲咗續牌會罰幾多？", RENEW, "money:penalty"),
    ("迟了续牌会罚多少？", RENEW, "money:penalty"),
    ("How do I renew a taxi licence?", RENEW, "vehicle:taxi"),
    ("點樣續的士牌？", RENEW, "vehicle:taxi"),
    ("怎样续出租车驾照？", RENEW, "vehicle:taxi"),
    ("Can I pay in instalments?", RENEW, "money:instalments"),
    ("可唔可以分期畀？", RENEW, "money:instalments"),
    ("可以分期付吗？", RENEW, "money:instalments"),
    ("Can I bring my dog to the pool?", POOL, "animal:dog"),
    ("可唔可以帶狗入泳池？", POOL, "animal:dog"),
    ("可以带狗进泳池吗？", POOL, "animal:dog"),
    ("Are there swimming lessons at the pool?", POOL, "thing:coach"),
    ("泳池有冇教練教？", POOL, "thing:coach"),
    ("泳池有教练教吗？", POOL, "thing:coach"),
]
SPOKEN = [
    ("How much is it to renew my driving licence?", RENEW),
    ("續車牌要幾多錢？", RENEW),
    ("续驾照要多少钱？", RENEW),
    ("Can I pay cash when I renew?", RENEW),
    ("續牌可唔可以畀現金？", RENEW),
    ("续牌可以付现金吗？", RENEW),
    ("Is the pool cheaper for seniors, and is it open on Sundays?", POOL),
    ("長者游水有冇優惠？星期日開唔開？", POOL),
    ("老人游泳有优惠吗？星期天开吗？", POOL),
    # A letter tells of what it asks nothing about.
    ("The pool is dirty. A dog was in it. Children fell. Please see to it.", POOL),
    ("泳池好污糟。有隻狗喺入面。有小朋友跌親。請派人處理。", POOL),
    ("泳池很脏。有只狗在里面。有小朋友摔倒。请派人处理。", POOL),
]


@pytest.mark.parametrize(("question", "article", "matter"), UNSPOKEN)
def test_what_is_asked_about_and_nowhere_mentioned_is_named(
    question: str, article: tuple[str, ...], matter: str
) -> None:
    assert matter in find_unspoken(question, article)


@pytest.mark.parametrize(("question", "article"), SPOKEN)
def test_what_the_article_speaks_of_in_other_words_or_another_language_is_not(
    question: str, article: tuple[str, ...]
) -> None:
    assert find_unspoken(question, article) == ()


@pytest.mark.parametrize(
    "question",
    [
        "My dog ate it and a taxi ran over the rest. How do I renew my licence?",
        "隻狗咬爛咗，的士又輾過。點樣續車牌？",
        "狗咬坏了，又被出租车碾过。怎样续驾照？",
    ],
)
def test_what_is_told_beside_the_question_is_not_asked_about(question: str) -> None:
    assert find_unspoken(question, RENEW) == ()


def test_a_message_without_a_question_mark_asks_with_all_of_its_words() -> None:
    assert find_unspoken("appeal licence not renewed", RENEW) == ("action:appeal", "step:appeal")


def test_who_asks_is_no_matter() -> None:
    assert find_unspoken("Can my landlord's nurse renew it?", RENEW) == ()


def test_each_matter_of_the_table_has_an_english_and_a_chinese_pattern() -> None:
    table = tomllib.loads((files("assistant.answering") / "unspoken.toml").read_text("utf-8"))
    entries = {f"{group}:{name}": entry for group, matters in table.items() for name, entry in matters.items()}
    bad = [name for name, entry in entries.items() if entry.keys() - {"said", "known"} or "said" not in entry]
    bad += [
        name for name, entry in entries.items() if any(len(list(filter(None, pair))) != 2 for pair in entry.values())
    ]
    assert not bad
