"""How long are a model's words kept, how many of them, and does one compose while others wait?"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from assistant.answering.answer import Completeness
from assistant.answering.kept_answers import KEPT_SECONDS, KeptAnswer, KeptAnswers
from assistant.answering.written import WrittenAnswer, WrittenSentence


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def said(text: str) -> KeptAnswer:
    return KeptAnswer(WrittenAnswer("en", (WrittenSentence(text, (1,)),), Completeness.FULL), "small", "compose_1")


def test_what_is_kept_is_found_for_an_hour() -> None:
    clock = Clock()
    kept = KeptAnswers(10, clock=clock)
    kept.keep("a", said("The fee is HK$900."))
    clock.now = KEPT_SECONDS - 1
    assert kept.find("a") == said("The fee is HK$900.")
    clock.now = KEPT_SECONDS
    assert kept.find("a") is None


def test_of_too_many_that_is_forgotten_which_was_asked_for_longest_ago() -> None:
    kept = KeptAnswers(2)
    for name in ("a", "b"):
        kept.keep(name, said(name))
    assert kept.find("a") == said("a")
    kept.keep("c", said("c"))
    assert [kept.find(name) for name in ("a", "b", "c")] == [said("a"), None, said("c")]


def test_where_none_is_wanted_none_is_kept() -> None:
    kept = KeptAnswers()
    kept.keep("a", said("a"))
    assert kept.find("a") is None


def test_of_many_who_ask_the_same_at_once_one_composes_and_the_others_find_it() -> None:
    kept, composed, all_here = KeptAnswers(10), list[str](), threading.Barrier(8)

    def ask(_number: int) -> KeptAnswer | None:
        all_here.wait(10)
        with kept.alone("a", 10) as is_first:
            if is_first and kept.find("a") is None:
                composed.append("a")
                kept.keep("a", said("a"))
        return kept.find("a")

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [said("a")] * 8
    assert composed == ["a"]


def test_who_has_waited_long_enough_goes_on_and_nobody_waits_for_another_question() -> None:
    kept = KeptAnswers(10)

    def is_first(key: str) -> bool:
        with kept.alone(key, 0.01) as first:
            return first

    with ThreadPoolExecutor(1) as threads, kept.alone("a", 10):
        assert [threads.submit(is_first, key).result() for key in ("a", "b", "a")] == [False, True, False]
    assert is_first("a")
