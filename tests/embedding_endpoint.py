"""Where does a test get an embedding endpoint from?  A real HTTP server on loopback that answers well, or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from knowledge_base.hash_embedding import HashEmbedding

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
BAD_STATUS = {"wrong key": 401, "no such model": 404, "too many requests": 429, "server error": 500, "overloaded": 503}
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

    url: str
    way: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def embedding_endpoint() -> Iterator[EmbeddingEndpoint]:
    """A running endpoint on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        endpoint = server.endpoint = EmbeddingEndpoint(f"http://127.0.0.1:{server.server_port}/v1")  # type: ignore[attr-defined]  # How a handler finds it.
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield endpoint
        finally:
            endpoint.over.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        endpoint: EmbeddingEndpoint = self.server.endpoint  # type: ignore[attr-defined]  # Put there above.
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        endpoint.requests.append({**question, "path": self.path, "key": self.headers["Authorization"]})
        way = endpoint.way
        if way in SLOW:
            self._answer_slowly(way, endpoint.over)
        elif way in CUT:
            self._cut(way)
        elif way in BAD_STATUS:
            self._send(b'{"error": {"message": "no"}}', status=BAD_STATUS[way])
        elif way in BAD_BODIES:
            self._send(BAD_BODIES[way], kind="text/html" if way == "a page" else "application/json")
        else:
            vectors = HashEmbedding().embed(question["input"])
            rows = [{"index": i, "object": "embedding", "embedding": v.tolist()} for i, v in enumerate(vectors)]
            # The order of an answer is free; the index tells which text a vector belongs to.
            rows.reverse()
            self._send(json.dumps({"object": "list", "data": BAD_ROWS.get(way, lambda r: r)(rows)}).encode())

    def _send(self, body: bytes, *, status: int = 200, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer_slowly(self, way: str, over: threading.Event) -> None:
        if way == "silence":
            over.wait(60)
            return
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        if way == "a drip of bytes":
            self.wfile.write(b"yes\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
        try:
            while not over.wait(0.2):
                self.wfile.write(b" " if way == "a drip of bytes" else b"x")
        except OSError:
            # The caller has hung up, as it should.
            return

    def _cut(self, way: str) -> None:
        if way == "a cut answer":
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"data": [')
        self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # The name is the library's.
        """Nothing is printed."""
