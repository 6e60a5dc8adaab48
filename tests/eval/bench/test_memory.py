"""How much memory a person is told of."""

from __future__ import annotations

from eval.bench.memory import mebibytes


def test_bytes_are_told_in_mebibytes() -> None:
    assert mebibytes(1_610_612_736) == "1,536 MiB"  # 1.5 × 1,024³ / 1,024²


def test_a_system_that_does_not_tell_is_named() -> None:
    assert mebibytes(None) == "not told by this system"
