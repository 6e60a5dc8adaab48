"""Loads of simultaneous chats: what counts as an error, and what happens without the client."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.bench.chats import Load, Messages, client_is_installed


def test_a_refused_message_and_a_broken_connection_are_both_errors() -> None:
    load = Load(users=16, requests=300, seconds=10.0, refused=2, broken=1, p50_ms=50.0, p95_ms=90.0, max_ms=100.0)
    assert load.errors == 3  # 2 + 1
    assert load.line().value == "30 answers/s, 50 / 90 ms, 3 errors"  # 300 / 10 s


def test_a_load_that_is_not_stored_stands_under_the_one_that_is() -> None:
    stored = Load(users=64, requests=300, seconds=10.0, refused=0, broken=0, p50_ms=50.0, p95_ms=90.0, max_ms=100.0)
    plain = replace(stored, stored=False)
    assert [(load.line().measured, load.line().at) for load in (stored, plain)] == [
        ("Chats over HTTP", "64 at once"),
        ("– not stored", "64 at once"),
    ]


@pytest.mark.parametrize(("stored", "status"), [(True, 201), (False, 200)])
def test_only_a_stored_message_makes_something(stored: bool, status: int) -> None:
    assert Messages(Path("messages"), stored=stored).status == status


def test_the_client_is_missing_where_no_folder_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not client_is_installed()
