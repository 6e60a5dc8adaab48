"""How is an endpoint asked, and is it left alone while it is down?  What every embedding owes is in tests/contracts."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator

import pytest

from assistant.errors import EmbeddingUnavailable
from knowledge_base.openai_embedding import OpenAIEmbedding
from tests.embedding_endpoint import EmbeddingEndpoint, embedding_endpoint


@pytest.fixture
def endpoint() -> Iterator[EmbeddingEndpoint]:
    with embedding_endpoint() as running:
        yield running


def test_texts_are_sent_in_batches_of_sixty_four(endpoint: EmbeddingEndpoint) -> None:
    OpenAIEmbedding("small", base_url=endpoint.url).embed([f"text {i}" for i in range(130)])
    assert [len(request["input"]) for request in endpoint.requests] == [64, 64, 2]


def test_the_model_and_the_key_are_sent(endpoint: EmbeddingEndpoint) -> None:
    OpenAIEmbedding("small", base_url=endpoint.url, api_key="secret").embed(["text"])
    assert endpoint.requests[0]["model"] == "small"
    assert endpoint.requests[0]["key"] == "Bearer secret"
    assert endpoint.requests[0]["path"] == "/v1/embeddings"


def test_an_endpoint_without_a_key_is_asked_all_the_same(endpoint: EmbeddingEndpoint) -> None:
    assert len(OpenAIEmbedding("small", base_url=endpoint.url).embed(["text"])) == 1


def test_nothing_is_asked_before_the_first_text(endpoint: EmbeddingEndpoint) -> None:
    assert OpenAIEmbedding("small", base_url=endpoint.url).name
    assert endpoint.requests == []


def test_a_failed_call_is_not_repeated(endpoint: EmbeddingEndpoint) -> None:
    endpoint.way = "server error"
    with pytest.raises(EmbeddingUnavailable):
        OpenAIEmbedding("small", base_url=endpoint.url).embed(["text"])
    assert len(endpoint.requests) == 1


def test_the_width_comes_with_the_first_answer(endpoint: EmbeddingEndpoint) -> None:
    embedding = OpenAIEmbedding("small", base_url=endpoint.url)
    endpoint.way = "server error"
    assert embedding.dimensions == 0
    endpoint.way = ""
    assert embedding.dimensions == 256
    endpoint.way = "server error"
    assert embedding.dimensions == 256


def test_after_three_failures_nobody_asks_for_a_while(
    endpoint: EmbeddingEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedding = OpenAIEmbedding("small", base_url=endpoint.url)
    endpoint.way = "server error"
    for _ in range(10):
        with pytest.raises(EmbeddingUnavailable):
            embedding.embed(["text"])
    assert len(endpoint.requests) == 3
    endpoint.way = ""
    later = time.monotonic() + 16
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert len(embedding.embed(["text"])) == 1
    assert len(embedding.embed(["text"])) == 1


def test_after_the_pause_one_caller_finds_out_for_all(
    endpoint: EmbeddingEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedding = OpenAIEmbedding("small", base_url=endpoint.url)
    endpoint.way = "server error"
    for _ in range(3):
        with pytest.raises(EmbeddingUnavailable):
            embedding.embed(["text"])
    later = time.monotonic() + 16
    monkeypatch.setattr(time, "monotonic", lambda: later)
    for _ in range(5):
        with pytest.raises(EmbeddingUnavailable):
            embedding.embed(["text"])
    assert len(endpoint.requests) == 4


def test_an_endpoint_that_is_not_there_is_reported_at_once() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        begun = time.monotonic()
        with pytest.raises(EmbeddingUnavailable):
            OpenAIEmbedding("small", base_url=f"http://127.0.0.1:{bound.getsockname()[1]}/v1").embed(["text"])
    assert time.monotonic() - begun < 3


def test_an_error_tells_neither_the_text_nor_the_key(endpoint: EmbeddingEndpoint) -> None:
    endpoint.way = "wrong key"
    with pytest.raises(EmbeddingUnavailable) as error:
        OpenAIEmbedding("small", base_url=endpoint.url, api_key="secret").embed(["A123456(7)"])
    assert "secret" not in str(error.value)
    assert "A123456" not in str(error.value)


def test_another_model_or_place_has_another_name() -> None:
    names = {
        OpenAIEmbedding(model, base_url=place).name
        for model in ("small", "large")
        for place in ("", "http://127.0.0.1:1/v1")
    }
    assert len(names) == 4
    with_slash = OpenAIEmbedding("small", base_url="http://127.0.0.1:1/v1/")
    assert with_slash.name == OpenAIEmbedding("small", base_url="http://127.0.0.1:1/v1").name


def test_no_text_is_logged(endpoint: EmbeddingEndpoint, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    OpenAIEmbedding("small", base_url=endpoint.url).embed(["how do I renew my licence"])
    assert "renew" not in caplog.text
