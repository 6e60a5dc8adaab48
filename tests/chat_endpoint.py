"""Where does a test get a language model from?  A real HTTP server on loopback that answers well, badly or slowly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BAD_STATUS = {"wrong key": 401, "no such model": 404, "too many requests": 429, "server error": 500, "overloaded": 503}
BAD_BODIES = {
    "garbage": b"\x00\xff{]",
    "a page": b"<html><body>Welcome</body></html>",
    "nothing": b"",
    "a broken event": b'data: {"choices": [{"delta": {"content": "x\n\n',
    "an event that is no completion": b"data: [1, 2]\n\n",
    "an event without choices": b'data: {"object": "chat.completion.chunk"}\n\ndata: [DONE]\n\n',
    "an error that says 200": b'data: {"error": {"message": "no"}}\n\n',
}
BAD_ENDS: dict[str, str | None] = {
    "an answer without an end": None,
    "an answer that was cut short": "length",
    "an answer that was filtered": "content_filter",
}
SLOW = ("silence", "a drip of words", "a drip of headers")
CUT = ("a cut answer", "no answer at all")
BAD_WAYS = (*BAD_STATUS, *BAD_BODIES, *BAD_ENDS, *CUT)

Reply = Callable[[dict[str, Any]], str]
"""What the model says to a request."""


@dataclass
class ChatEndpoint:
    """Speaks chat completions, streamed, with the words of `reply`; or in the bad `way` of one of the tables above.

    "no schemas" answers as gateways do that refuse every request with a `response_format` or a temperature.
    """

    url: str
    reply: Reply = lambda _: "Hello"
    way: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def chat_endpoint() -> Iterator[ChatEndpoint]:
    """A running endpoint on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        endpoint = server.endpoint = ChatEndpoint(f"http://127.0.0.1:{server.server_port}/v1")  # type: ignore[attr-defined]  # How a handler finds it.
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
        endpoint: ChatEndpoint = self.server.endpoint  # type: ignore[attr-defined]  # Put there above.
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        endpoint.requests.append({**request, "path": self.path, "key": self.headers["Authorization"]})
        way = endpoint.way
        if way in SLOW:
            self._answer_slowly(way, endpoint.over)
        elif way in CUT:
            self._cut(way)
        elif way in BAD_STATUS:
            self._send(b'{"error": {"message": "no"}}', status=BAD_STATUS[way])
        elif way == "no schemas" and {"response_format", "temperature"} & set(request):
            self._send(b'{"error": {"message": "unknown parameter"}}', status=400)
        elif way in BAD_BODIES:
            self._send(BAD_BODIES[way], kind="text/html" if way == "a page" else "text/event-stream")
        else:
            self._send(_stream(endpoint.reply(request), BAD_ENDS.get(way, "stop")), kind="text/event-stream")

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
        if way == "a drip of words":
            self.wfile.write(b"yes\r\nContent-Type: text/event-stream\r\n\r\n")
        try:
            while not over.wait(0.1):
                self.wfile.write(_event("word ") if way == "a drip of words" else b"x")
        except OSError:
            # The caller has hung up, as it should.
            return

    def _cut(self, way: str) -> None:
        if way == "a cut answer":
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 5000\r\n\r\n"
            self.wfile.write(head + _event("{"))
        self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # The name is the library's.
        """Nothing is printed."""


def _stream(text: str, reason: str | None) -> bytes:
    pieces = [text[start : start + 40] for start in range(0, len(text), 40)]
    end = [_event("", reason)] if reason else []
    return b"".join([*map(_event, pieces), *end, b"data: [DONE]\n\n"])


def _event(text: str, reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
    event = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(event)}\n\n".encode()
