"""How does a page come from another machine without ever reaching one of ours?

https on its usual port, from a domain of the department's list, at public addresses; a redirect is looked at as if
somebody had typed it.  At most 5 MB in 10 seconds, one question a second to each host, and what robots.txt asks.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.robotparser import RobotFileParser

import httpcore

from assistant.errors import FetchFailed, InvalidInput
from ingestion.documents.pinned_network import (
    Connect,
    PinnedNetwork,
    Resolve,
    connect_by_system,
    resolve_by_system,
)
from ingestion.documents.source_domains import SourceDomains
from ingestion.documents.web_address import WebAddress, read_address

MAX_BYTES = 5 * 1024 * 1024
SECONDS = 10.0
MAX_REDIRECTS = 5
PAUSE_SECONDS = 1.0
"""Between two questions to the same host."""
USER_AGENT = "CivicDesk/1.0 (knowledge sources)"
_ROBOTS_SECONDS = 3600.0
_ROBOTS_BYTES = 500 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_NOT_MODIFIED = 304


@dataclass(frozen=True)
class Fetched:
    """`url` is where the answer came from; `content` is empty for 304 and for every failure that the server told."""

    url: str
    status: int
    content: bytes = b""
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: dict[str, str]
    content: bytes


@dataclass
class Fetcher:
    """One for a process; safe to call from several threads, which then wait for each other.

    `resolve`, `connect` and `trust` are the machine's own; tests bring a network that is not there.
    """

    domains: SourceDomains
    resolve: Resolve = resolve_by_system
    connect: Connect = connect_by_system
    trust: ssl.SSLContext | None = None
    pause_seconds: float = PAUSE_SECONDS
    wait: Callable[[float], object] = time.sleep
    _asked_at: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, tuple[float, RobotFileParser]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fetch(self, url: str, department: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """The page, or 304 where it is still the one with that mark.

        Raises InvalidInput for an address that may not be fetched, FetchFailed where nothing usable came.
        """
        marks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in marks.items() if value}
        with self._lock:
            address = self.check(url, department)
            for _ in range(MAX_REDIRECTS + 1):
                if not self._may_fetch(address):
                    raise FetchFailed("robots.txt of this host asks not to fetch this page")
                answer = self._ask("GET", address, headers)
                if answer.status not in _REDIRECTS:
                    return _fetched(address, answer)
                address = self.check(address.join(answer.headers.get("location", "")), department)
        raise FetchFailed(f"more than {MAX_REDIRECTS} redirects")

    def check(self, url: str, department: str) -> WebAddress:
        """Raises InvalidInput for an address that may not be fetched for the department."""
        address = read_address(url)
        if not self.domains.allows(address.host, department):
            raise InvalidInput(f"{address.host} is not on the list of domains of {department}", field="url")
        return address

    def look(self, url: str) -> Fetched:
        """The status of a link of any domain, without its content; a redirect is told and not followed.

        `url` is then where it leads.  Raises InvalidInput, FetchFailed.
        """
        address = read_address(url, plain_http=True)
        with self._lock:
            answer = self._ask("HEAD", address, {})
            if answer.status >= 400:  # Many servers answer only to who would read.
                answer = self._ask("GET", address, {"Range": "bytes=0-0"}, keep=False)
        moved = answer.status in _REDIRECTS and answer.headers.get("location")
        return Fetched(address.join(str(moved)) if moved else address.url, answer.status)

    def _may_fetch(self, address: WebAddress) -> bool:
        kept = self._robots.get(address.host)
        if kept is None or kept[0] < time.monotonic():
            self._robots[address.host] = kept = (time.monotonic() + _ROBOTS_SECONDS, self._read_robots(address))
        return kept[1].can_fetch(USER_AGENT, address.url)

    def _read_robots(self, address: WebAddress) -> RobotFileParser:
        """As RFC 9309 says: a host without the file allows everything, one that cannot tell allows nothing."""
        text = "User-agent: *\nDisallow: /"
        with contextlib.suppress(FetchFailed):
            answer = self._ask("GET", WebAddress(address.url, address.scheme, address.host, "/robots.txt"), {})
            if answer.status < 500:
                text = answer.content[:_ROBOTS_BYTES].decode("utf-8", "replace")
        rules = RobotFileParser()
        rules.parse(text.splitlines())
        return rules

    def _ask(self, method: str, address: WebAddress, headers: dict[str, str], *, keep: bool = True) -> _Answer:
        """One question to one host, its redirects not followed."""
        self._pause(address.host)
        network = PinnedNetwork(self.resolve, self.connect)
        network.deadline = time.monotonic() + SECONDS
        sent = [
            ("Host", address.host),
            ("User-Agent", USER_AGENT),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
            *headers.items(),
        ]
        url = httpcore.URL(
            scheme=address.scheme.encode(), host=address.host.encode(), port=None, target=address.target.encode()
        )
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self.trust, network_backend=network) as pool,
                pool.stream(method, url, headers=sent) as response,
            ):
                told = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
                is_read = keep and method == "GET" and response.status == 200
                content = _read_within(response.iter_stream(), told) if is_read else b""
                return _Answer(response.status, told, content)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise FetchFailed(f"{type(error).__name__}: {error}"[:300]) from error

    def _pause(self, host: str) -> None:
        now = time.monotonic()
        waited = self._asked_at.get(host, float("-inf")) + self.pause_seconds - now
        if waited > 0:
            self.wait(waited)
        self._asked_at[host] = time.monotonic()


def _read_within(pieces: Iterator[bytes], headers: dict[str, str]) -> bytes:
    """Also unpacked no more than may be read.  Raises FetchFailed."""
    content = bytearray()
    packed = headers.get("content-encoding", "identity").lower()
    if packed not in ("identity", "gzip", "deflate", ""):
        raise FetchFailed(f"came packed as {packed[:20]}, which was not asked for")
    machine = zlib.decompressobj(wbits=47) if packed in ("gzip", "deflate") else None
    try:
        for piece in pieces:
            content += machine.decompress(piece, MAX_BYTES + 1 - len(content)) if machine else piece
            if len(content) > MAX_BYTES or (machine and machine.unconsumed_tail):
                raise FetchFailed(f"larger than {MAX_BYTES >> 20} MB")
    except zlib.error as error:
        raise FetchFailed("packed and damaged") from error
    return bytes(content)


def _fetched(address: WebAddress, answer: _Answer) -> Fetched:
    if answer.status not in (200, _NOT_MODIFIED, 404, 410):
        raise FetchFailed(f"the server answered {answer.status}")
    media_type, _, parameters = answer.headers.get("content-type", "").partition(";")
    _, _, charset = parameters.partition("charset=")
    return Fetched(
        address.url,
        answer.status,
        answer.content,
        media_type.strip().lower(),
        charset.partition(";")[0].strip("\"' "),
        answer.headers.get("etag", "")[:200],
        answer.headers.get("last-modified", "")[:100],
    )
