"""How does a test stand up an HTTP server of its own?  On loopback, in a thread, as good or bad as it is wanted.

One request a connection, and the answer byte by byte if need be: a server of the library would mend what is bad.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

HOST = "127.0.0.1"
BAD_STATUS = {
    "wrong key": 401,
    "no such model": 404,
    "timed out": 408,
    "too many requests": 429,
    "server error": 500,
    "overloaded": 503,
}
"""What an endpoint says that does not answer, by the name of the way."""


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    """By name in small letters."""
    body: bytes


@dataclass(frozen=True)
class Wire:
    """What goes back to the caller, who may have hung up: then ConnectionError is raised, and the call is over."""

    writer: asyncio.StreamWriter

    async def send(self, body: bytes, *, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        """A whole answer; a header's `_` stands for its `-`."""
        await self.write(head(status, kind, Content_Length=str(len(body)), **headers) + body)

    async def write(self, sent: bytes) -> None:
        self.writer.write(sent)
        await self.writer.drain()

    async def drip(self, sent: bytes, *, every_seconds: float = 0.1) -> None:
        """The same again and again, until the caller hangs up or the server stops."""
        while True:
            await self.write(sent)
            await asyncio.sleep(every_seconds)


Answering = Callable[[Received, Wire], Awaitable[None]]


def head(status: int, kind: str, **headers: str) -> bytes:
    """The head of an answer after which the connection ends; without a length only the end tells that it is whole."""
    named = {"Content-Type": kind, "Connection": "close", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{lines}\r\n".encode()


@contextmanager
def loopback_server(answer: Answering) -> Iterator[str]:
    """The address of a server on a free port; calls that still run end with it.  Raises what `answer` has raised."""
    started: Future[tuple[str, Callable[[], object]]] = Future()
    faults: list[Exception] = []
    # In a thread of its own from the start: a browser's driver may hold the event loop of this one.
    thread = threading.Thread(target=lambda: asyncio.run(_run(answer, started, faults)))
    thread.start()
    address, stop = started.result()
    try:
        yield address
    finally:
        stop()
        thread.join()
    for fault in faults:
        raise fault


async def _run(answer: Answering, started: Future[tuple[str, Callable[[], object]]], faults: list[Exception]) -> None:
    loop, is_over = asyncio.get_running_loop(), asyncio.Event()
    server, address = await open_server(answer, faults)
    started.set_result((address, lambda: loop.call_soon_threadsafe(is_over.set)))
    await is_over.wait()
    server.close()
    calls = asyncio.all_tasks() - {asyncio.current_task()}
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    await asyncio.sleep(0)  # Their connections are closed by the loop's next round.


async def open_server(answer: Answering, faults: list[Exception], *, port: int = 0) -> tuple[asyncio.Server, str]:
    """A server that takes calls from now on, and its address; what `answer` raises comes to `faults`."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(await _receive(reader), Wire(writer))
        except asyncio.CancelledError:  # The server stops; left to itself, the library would log it as a fault.
            writer.transport.abort()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # The caller has hung up, as it should.
        except Exception as fault:
            # To the caller it is one more endpoint that does not answer; the test itself must not miss it.
            faults.append(fault)
        finally:
            writer.close()

    server = await asyncio.start_server(take, HOST, port, backlog=1024)
    return server, f"http://{HOST}:{server.sockets[0].getsockname()[1]}"


async def _receive(reader: asyncio.StreamReader) -> Received:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Received(method, path, headers, await reader.readexactly(int(headers.get("content-length", "0"))))
