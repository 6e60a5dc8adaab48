"""To which machine exactly does a fetch connect?  To an address that was just looked at, and to no other.

A name may lead into the own network, or lead elsewhere a moment later.  So it is resolved once, here, where the
connection is made: every address that it has must be public, and the connection goes to one of those.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from assistant.outgoing.network_targets import TargetRefused, is_public

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a name.  Raises OSError."""
Connect = Callable[[str, int, float], httpcore.NetworkStream]
"""A connection to an address, which may take so many seconds."""
MAX_ADDRESSES = 4


def resolve_by_system(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect_by_system(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)


class PinnedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses only, and lets no fetch last longer than its deadline."""

    def __init__(self, resolve: Resolve, connect: Connect) -> None:
        self._resolve = resolve
        self._connect = connect
        self.deadline = float("inf")
        """Of `time.monotonic`, set by who fetches."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name of the host is not known") from error
        if not addresses or not all(is_public(address) for address in addresses):
            raise TargetRefused("the address leads into the own network, or nowhere")
        for address in addresses[:MAX_ADDRESSES]:
            try:
                return _Stream(self._connect(address, port, _left(self.deadline)), self)
            except httpcore.ConnectError as error:
                problem = error
        raise problem

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise TargetRefused("no socket of this machine is fetched from")


class _Stream(httpcore.NetworkStream):
    """Another stream, each of whose steps may last until the deadline: a drop at a time, too, ends there."""

    def __init__(self, stream: httpcore.NetworkStream, network: PinnedNetwork) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._network.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._network.deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._network.deadline))
        return _Stream(secured, self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("it took too long")
    return min(left, 60.0)
