"""Does hashing bring texts together that share words, and only those?"""

from __future__ import annotations

import pytest

from knowledge_base.hash_embedding import HashEmbedding


def cosine(first: str, second: str) -> float:
    vectors = HashEmbedding(4096).embed([first, second])
    return float(vectors[0] @ vectors[1])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("renew licence", "renew licence", 1.0),
        ("renew licence", "licence RENEW!", 1.0),
        ("renew licence", "renew passport", 0.5),  # One word of two on each side: 1 / (√2 · √2).
        ("renew licence", "library hours", 0.0),
        ("續領護照", "續領護照", 1.0),
        ("續領護照", "领取护照", 1 / 3),  # Of the pairs 續領 領護 護照 and 領取 取護 護照 one is shared.
        ("续领护照", "續領護照", 1.0),
        ("續領", "圖書", 0.0),
    ],
)
def test_the_cosine_is_the_share_of_words(first: str, second: str, expected: float) -> None:
    assert cosine(first, second) == pytest.approx(expected, abs=1e-6)


def test_a_single_han_character_counts() -> None:
    assert cosine("稅", "税") == pytest.approx(1.0)


def test_the_vectors_are_the_same_in_every_process() -> None:
    # Where the word goes is fixed by its hash, not by the process.
    assert int(abs(HashEmbedding(16).embed(["licence"])[0]).argmax()) == 9


def test_the_name_tells_the_width() -> None:
    assert HashEmbedding(64).name != HashEmbedding(128).name
