"""Where does a test get an embedding endpoint from?  A real HTTP server on loopback that answers well, or badly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from knowledge_base.hash_embedding import HashEmbedding
from tests.loopback_server import BAD_STATUS, Received, Wire, head, loopback_server

Rows = list[dict[str, Any]]

# Each bad answer, made from the right one.
BAD_ROWS: dict[str, Callable[[Rows], Any]] = {
    "one vector too few": lambda rows: rows[:-1],
    "one vector too many": lambda rows: [*rows, {"index": len(rows), "embedding": rows[0]["embedding"]}],
    "no vector": lambda rows: [],
    "no list": lambda rows: None,
    "one index twice": lambda rows: [{**row, "index": 0} for row in rows],
    "no index": lambda rows: [{"embedding": row["embedding"]} for row in rows],
    "no embedding": lambda rows: [{"index": row["index"]} for row in rows],
    "words for numbers": lambda rows: [{**row, "embedding": ["a"] * len(row["embedding"])} for row in rows],
    "vectors of two widths": lambda rows: [rows[0], *({**row, "embedding": [1.0]} for row in rows[1:])],
    "another width than before": lambda rows: [{**row, "embedding": [0.6, 0.8]} for row in rows],
    "not a number": lambda rows: [{**row, "embedding": [float("nan"), *row["embedding"][1:]]} for row in rows],
    "infinite": lambda rows: [{**row, "embedding": [float("inf"), *row["embedding"][1:]]} for row in rows],
    "only zeros": lambda rows: [{**row, "embedding": [0.0] * len(row["embedding"])} for row in rows],
}
BAD_BODIES = {
    "garbage": b"\x00\xff{]",
    "broken JSON": b'{"data": [{"index": 0, "embedding": [0.1, ',
    "a page": b"<html><body>Welcome</body></html>",
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "an error that says 200": b'{"error": {"message": "no"}}',
}
SLOW = ("silence", "a drip of bytes", "a drip of headers")
CUT = ("a cut answer", "no answer at all")
BAD_WAYS = (*BAD_ROWS, *BAD_STATUS, *BAD_BODIES, *CUT)


@dataclass
class EmbeddingEndpoint:
    """Answers as `HashEmbedding` would, or in the bad `way` of one of the tables above."""

    url: str = ""
    way: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, received: Received, wire: Wire) -> None:
        question = json.loads(received.body)
        kept = {"path": received.path, "key": received.headers.get("authorization")}
        self.requests.append({**question, **kept})
        if self.way in SLOW:
            await _never_end(self.way, wire)
        elif self.way in CUT:
            await _cut(self.way, wire)
        elif self.way in BAD_STATUS:
            await wire.send(b'{"error": {"message": "no"}}', status=BAD_STATUS[self.way])
        elif self.way in BAD_BODIES:
            await wire.send(BAD_BODIES[self.way], kind="text/html" if self.way == "a page" else "application/json")
        else:
            vectors = HashEmbedding().embed(question["input"])
            rows = [{"index": i, "object": "embedding", "embedding": v.tolist()} for i, v in enumerate(vectors)]
            # The order of an answer is free; the index tells which text a vector belongs to.
            rows.reverse()
            await wire.send(json.dumps({"object": "list", "data": BAD_ROWS.get(self.way, lambda r: r)(rows)}).encode())


@contextmanager
def embedding_endpoint() -> Iterator[EmbeddingEndpoint]:
    """A running endpoint on a free port."""
    endpoint = EmbeddingEndpoint()
    with loopback_server(endpoint.answer) as address:
        endpoint.url = f"{address}/v1"
        yield endpoint


async def _never_end(way: str, wire: Wire) -> None:
    if way == "silence":
        await asyncio.sleep(3600)
    elif way == "a drip of bytes":
        await wire.write(head(200, "application/json", Content_Length="1000000"))
        await wire.drip(b" ")
    else:
        await wire.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        await wire.drip(b"x")


async def _cut(way: str, wire: Wire) -> None:
    if way == "a cut answer":
        await wire.write(head(200, "application/json", Content_Length="5000") + b'{"data": [')
