"""Who sent this request, when a proxy stands between, and from which network?

Only proxies that are named by their exact addresses are believed, and only what the nearest of them wrote.  Everything
else that a client may claim about where it comes from is taken out before anybody can read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import SettingsInvalid
from assistant.language_models.networks import asking_from
from assistant.settings import PREFIX

Address = IPv4Address | IPv6Address
_FORWARDING = frozenset({b"forwarded", b"x-real-ip", b"x-client-ip", b"true-client-ip", b"x-original-host"})
_MAX_HOPS = 20
"""More hops than any installation has; the rest of a longer list is a client's own invention."""


def read_proxies(setting: str) -> frozenset[Address]:
    """The exact addresses in `setting`.  Raises SettingsInvalid for a network or a name."""
    try:
        return frozenset(_plain(ip_address(part.strip())) for part in setting.split(",") if part.strip())
    except ValueError as error:
        variable = f"{PREFIX}TRUSTED_PROXIES"
        raise SettingsInvalid(f"{variable}: name exact addresses, separated by commas", field=variable) from error


class ClientAddress:
    """Sets a request's client and scheme from what a trusted proxy says, and takes every such claim out."""

    def __init__(self, app: ASGIApp, proxies: Iterable[Address] = ()) -> None:
        self._app = app
        self._proxies = frozenset(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope = self._believed(scope)
        with asking_from(network_of(scope["client"][0]) if scope.get("client") else ""):
            await self._app(scope, receive, send)

    def _believed(self, scope: Scope) -> Scope:
        peer = parse_address(scope["client"][0]) if scope.get("client") else None
        plain = without_forwarding(scope)
        if peer is None or peer not in self._proxies:
            return plain
        headers = Headers(scope=scope)
        hops = [hop for line in headers.getlist("x-forwarded-for") for hop in line.split(",")]
        plain["client"] = (str(self._nearest_stranger(hops) or peer), 0)
        proto = _last(headers.getlist("x-forwarded-proto")).lower()
        if proto in ("http", "https"):
            is_socket = scope["type"] == "websocket"
            plain["scheme"] = {"http": "ws", "https": "wss"}[proto] if is_socket else proto
        host = _last(headers.getlist("x-forwarded-host"))
        if host:
            others = [(name, value) for name, value in plain["headers"] if name != b"host"]
            plain["headers"] = [(b"host", host.encode("latin-1")), *others]
        return plain

    def _nearest_stranger(self, hops: list[str]) -> Address | None:
        """The right-most hop that is none of ours; what stands left of it, or of junk, is only hearsay."""
        for hop in reversed(hops[-_MAX_HOPS:]):
            address = parse_address(hop)
            if address is None:
                return None
            if address not in self._proxies:
                return address
        return None


def without_forwarding(scope: Scope) -> Scope:
    """A copy of `scope` without the headers by which a client or proxy tells where a request comes from."""
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if not (name in _FORWARDING or name.startswith(b"x-forwarded"))
    ]
    return {**scope, "headers": kept}


def parse_address(text: str) -> Address | None:
    """The address in one hop of a header, `[…]` and port taken off; None for what is no address."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return _plain(ip_address(text.partition("%")[0]))
    except ValueError:
        return None


@lru_cache(maxsize=10_000)
def rate_key(client: str) -> str:
    """Under which name a client is counted: an IPv6 subscriber holds a whole /64, so that counts as one."""
    address = parse_address(client)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address) if address else client


@lru_cache(maxsize=10_000)
def network_of(client: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one: as many subscribers, and as little of who they are.

    Empty for a private address: all citizens come from there where a proxy is not named, or a few from a kiosk.
    """
    address = parse_address(client)
    if address is None or address.is_private:
        return ""
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))


def _plain(address: Address) -> Address:
    """An IPv4 address that came over an IPv6 socket is the IPv4 address."""
    return getattr(address, "ipv4_mapped", None) or address


def _last(lines: list[str]) -> str:
    return lines[-1].rpartition(",")[2].strip() if lines else ""
