"""Loads of simultaneous chats: what counts as an error, and what happens without the client."""

from __future__ import annotations

import pytest

from eval.bench.chats import Load, client_is_installed


def test_a_refused_message_and_a_broken_connection_are_both_errors() -> None:
    load = Load(users=16, requests=300, seconds=10.0, refused=2, broken=1, p50_ms=50.0, p95_ms=90.0, max_ms=100.0)
    assert load.errors == 3  # 2 + 1
    assert load.line().value == "30 answers/s, 50 / 90 ms, 3 errors"  # 300 / 10 s


def test_the_client_is_missing_where_no_folder_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not client_is_installed()
