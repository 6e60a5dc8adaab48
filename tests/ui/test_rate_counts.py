"""Are hits counted rightly, in memory and in Redis, and what when Redis is gone?"""

from __future__ import annotations

import logging
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from limits import parse

from assistant.errors import SettingsInvalid
from tests.missing_programs import give_up
from tests.postgresql_server import free_port
from ui import rate_counts
from ui.rate_counts import RateCounts, WindowMemory

THREE = parse("3 per minute")


@dataclass
class RedisServer:
    """A Redis of this test run, on a loopback port, that keeps nothing on disk."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        words = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self.folder),
        ]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        with redis.Redis(port=self.port) as client:
            for _ in range(200):
                try:
                    if client.ping():
                        return
                except redis.ConnectionError:
                    time.sleep(0.05)
        raise AssertionError("Redis does not answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A real Redis.  Without its program the test is skipped, or fails where CI is set."""
    if shutil.which("redis-server") is None:
        give_up("Redis is not installed; get it with: apt-get install redis-server")
    server = RedisServer(free_port(), tmp_path)
    server.start()
    yield server
    server.stop()


# In memory


def test_hits_up_to_the_limit_pass_and_the_next_waits_for_the_window() -> None:
    counts = RateCounts()
    assert [counts.hit(THREE, "a") for _ in range(3)] == [0, 0, 0]
    assert 59 <= counts.hit(THREE, "a") <= 60
    assert counts.hit(THREE, "b") == 0


def test_a_window_moves_on(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("ui.rate_counts.time.time", lambda: now)
    memory = WindowMemory()
    assert all(memory.acquire_entry("k", 2, 60) for _ in range(2))
    now = 1059.9
    assert not memory.acquire_entry("k", 2, 60)
    now = 1060.1
    assert memory.acquire_entry("k", 2, 60)


def test_a_refused_hit_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("ui.rate_counts.time.time", lambda: now)
    memory = WindowMemory()
    memory.acquire_entry("k", 1, 60)
    now = 1050.0
    assert not memory.acquire_entry("k", 1, 60)
    now = 1060.1
    assert memory.acquire_entry("k", 1, 60)


def test_a_flood_of_names_does_not_fill_the_memory() -> None:
    memory = WindowMemory()
    for number in range(rate_counts.MAX_KEYS + 10):
        memory.acquire_entry(f"k{number}", 3, 60)
    assert len(memory._hits) <= rate_counts.MAX_KEYS


def test_names_whose_window_has_passed_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = WindowMemory()
    memory.acquire_entry("old", 3, 60)
    later = time.time() + 120
    monkeypatch.setattr("ui.rate_counts.time.time", lambda: later)
    memory.acquire_entry("new", 3, 60)
    assert list(memory._hits) == ["new"]


# In Redis


def test_processes_that_share_redis_count_together(redis_server: RedisServer) -> None:
    one, other = RateCounts(redis_server.address), RateCounts(redis_server.address)
    assert [one.hit(THREE, "a"), other.hit(THREE, "a"), one.hit(THREE, "a")] == [0, 0, 0]
    assert 58 <= other.hit(THREE, "a") <= 61


def test_without_redis_each_process_counts_by_itself_and_says_so_once(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = RateCounts(redis_server.address)
    assert counts.hit(THREE, "a") == 0
    redis_server.stop()
    monkeypatch.setattr(rate_counts, "RETRY_SECONDS", 0.0)  # Every hit tries anew.
    with caplog.at_level(logging.WARNING):
        assert [counts.hit(THREE, "a") for _ in range(3)] == [0, 0, 0]
        assert counts.hit(THREE, "a") > 0
    assert len([record for record in caplog.records if "Redis" in record.getMessage()]) == 1
    redis_server.start()
    assert counts.hit(THREE, "a") == 0  # In the empty Redis that has come back.


def test_a_redis_that_is_not_there_at_the_start_stops_nothing() -> None:
    counts = RateCounts(f"redis://127.0.0.1:{free_port()}/0")
    started = time.monotonic()
    assert [counts.hit(THREE, "a") == 0 for _ in range(4)] == [True, True, True, False]
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("address", ["memory://", "http://127.0.0.1", "redis", "memcached://127.0.0.1"])
def test_an_address_that_is_not_of_redis_is_refused_with_the_setting_s_name(address: str) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_RATE_LIMIT_STORAGE"):
        RateCounts(address)
