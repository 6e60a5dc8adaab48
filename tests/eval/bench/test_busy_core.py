"""Another process that keeps a core busy, and ends with the block."""

from __future__ import annotations

import multiprocessing
import time

import psutil
import pytest

from eval.bench.busy_core import busy_core


def test_one_process_computes_within_the_block_and_none_after_it() -> None:
    with busy_core():
        [child] = multiprocessing.active_children()
        process = psutil.Process(child.pid)
        before = process.cpu_times().user
        time.sleep(0.5)
        assert process.cpu_times().user > before
    assert multiprocessing.active_children() == []


def compute_until_it_fails() -> None:
    with busy_core():
        raise KeyError


def test_a_failure_within_the_block_ends_the_process_too() -> None:
    with pytest.raises(KeyError):
        compute_until_it_fails()
    assert multiprocessing.active_children() == []
