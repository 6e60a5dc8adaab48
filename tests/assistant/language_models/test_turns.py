"""Do people's words go before the machine's work, and does a wait for a model keep nobody from working?"""

from __future__ import annotations

import threading

import pytest

from assistant.language_models import turns as turns_module
from assistant.language_models.turns import Turns, others_compute


def start(turns: Turns) -> tuple[threading.Thread, threading.Event]:
    """A thread that takes a turn, and what tells that it has it."""
    has_it = threading.Event()

    def work() -> None:
        with turns.take():
            has_it.set()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, has_it


def test_no_turn_begins_while_words_are_being_stored():
    turns = Turns(2)
    with turns.receiving():
        with turns.receiving():
            thread, has_it = start(turns)
        assert not has_it.wait(0.1)
    assert has_it.wait(10)
    thread.join()


def test_a_turn_gives_way_for_a_bounded_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turns_module, "GIVES_WAY_SECONDS", 0.05)
    turns = Turns(2)
    with turns.receiving():
        thread, has_it = start(turns)
        assert has_it.wait(10)
    thread.join()


def test_who_waits_for_a_model_lets_another_have_the_turn():
    turns = Turns(1)
    with turns.take():
        thread, has_it = start(turns)
        assert not has_it.wait(0.05)
        with others_compute():
            assert has_it.wait(10)
            thread.join()


def test_a_thread_without_a_turn_waits_for_a_model_as_well():
    with others_compute():
        pass
