"""What does every embedding owe?  Run on hashing, our model, another one and an endpoint, also one that is down."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from assistant.errors import EmbeddingUnavailable
from assistant.settings import Settings
from knowledge_base.embeddings import Embedding, HashEmbedding, OpenAIEmbedding, open_embedding
from tests.embedding_endpoint import BAD_WAYS, SLOW, EmbeddingEndpoint, embedding_endpoint


@pytest.fixture(scope="module")
def endpoint() -> Iterator[EmbeddingEndpoint]:
    with embedding_endpoint() as running:
        yield running


@pytest.fixture(scope="module")
def trilingual() -> Embedding:
    return open_embedding(Settings(_env_file=None, embedding="trilingual"))


@pytest.fixture(scope="module")
def minilm() -> Embedding:
    """A model of sentence-transformers, loaded once: that takes seconds."""
    return open_embedding(Settings(_env_file=None, embedding="minilm"))


@pytest.fixture(params=["hash", "trilingual", pytest.param("minilm", marks=pytest.mark.slow), "openai"])
def embedding(request: pytest.FixtureRequest) -> Embedding:
    if request.param == "hash":
        return HashEmbedding()
    if request.param in ("trilingual", "minilm"):
        model: Embedding = request.getfixturevalue(request.param)
        return model
    return OpenAIEmbedding("small", base_url=request.getfixturevalue("endpoint").url)


RENEW = {
    "en": ("How do I renew my driving licence?", "renew a driving licence", "opening hours of the library"),
    "zh-Hant": ("如何續領駕駛執照？", "續領駕駛執照", "圖書館的開放時間"),
    "zh-Hans": ("如何续领驾驶执照？", "续领驾驶执照", "图书馆的开放时间"),
}


def test_each_text_has_one_row_of_length_one(embedding: Embedding) -> None:
    vectors = embedding.embed(["first", "第二", "third"])
    assert vectors.shape == (3, embedding.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_text_has_no_row(embedding: Embedding) -> None:
    assert embedding.embed([]).shape == (0, embedding.dimensions)


def test_the_order_of_the_texts_is_kept(embedding: Embedding) -> None:
    texts = [f"{'word ' * (i % 7)}number {i}" for i in range(150)]
    together = embedding.embed(texts)
    for position in (0, 1, 63, 64, 65, 149):
        alone = embedding.embed([texts[position]])[0]
        assert float(together[position] @ alone) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("language", RENEW)
def test_a_text_about_the_same_lies_nearer_than_another(embedding: Embedding, language: str) -> None:
    question, same, other = embedding.embed(RENEW[language])
    assert question @ same > question @ other


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "?", "😀", "\ud800", "a\x00b", "\u202eabc", "字" * 20_000, "word " * 20_000, "x" * 100_000, "ﷺ" * 50],
    ids=[
        "empty",
        "blank",
        "mark",
        "emoji",
        "surrogate",
        "nul",
        "direction",
        "long Han",
        "long",
        "one word",
        "ligature",
    ],
)
def test_any_text_has_a_vector(embedding: Embedding, text: str) -> None:
    vectors = embedding.embed(["before", text, "after"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_many_threads_get_what_one_gets(embedding: Embedding) -> None:
    texts = [f"How long does number {i} take, and where do I ask? 第{i}號" for i in range(24)]
    expected = embedding.embed(texts)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: embedding.embed([text])[0], texts))
    assert np.sum(np.stack(found) * expected, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_the_name_can_be_stored(embedding: Embedding) -> None:
    assert 0 < len(embedding.name) <= 200


# When an endpoint is down


@pytest.mark.parametrize("way", BAD_WAYS)
def test_every_bad_answer_means_that_no_vector_can_be_made(endpoint: EmbeddingEndpoint, way: str) -> None:
    endpoint.way = ""
    embedding = OpenAIEmbedding("small", base_url=endpoint.url)
    embedding.embed(["the right width is known from here"])
    endpoint.way = way
    with pytest.raises(EmbeddingUnavailable):
        embedding.embed(["first", "second"])
    endpoint.way = ""
    assert embedding.embed(["first", "second"]).shape == (2, 256)


@pytest.mark.slow
@pytest.mark.parametrize("way", SLOW)
def test_an_endpoint_that_does_not_finish_is_given_up_in_time(endpoint: EmbeddingEndpoint, way: str) -> None:
    embedding = OpenAIEmbedding("small", base_url=endpoint.url)
    endpoint.way = way
    begun = time.monotonic()
    with pytest.raises(EmbeddingUnavailable):
        embedding.embed(["first"])
    assert time.monotonic() - begun < 8
    endpoint.way = ""
    assert embedding.embed(["first"]).shape == (1, 256)
