"""May the service call that address, and at which of its machine's addresses exactly?

A webhook's address is chosen by an admin, and what it leads to is not: a name may point into the own network, or point
elsewhere a moment later.  So the name is looked up once, every address it has is checked, and that one is called.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.errors import InvalidInput

_SHARED = tuple(
    ipaddress.ip_network(network)
    for network in ("100.64.0.0/10", "192.88.99.0/24", "64:ff9b::/96", "64:ff9b:1::/48", "::/96", "fec0::/10")
)
"""Of networks behind a carrier's or a translator's address, which lead to others' private ones."""


class TargetRefused(OSError):
    """The address leads into the own network, or nowhere."""


@dataclass(frozen=True)
class NetworkTarget:
    address: str
    """Of the machine, to connect to."""
    host: str
    """For the Host header and the certificate."""


def check_url(url: str) -> None:
    """Raises InvalidInput where it is no address that a webhook can have."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InvalidInput("not an address", field="url") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or len(url) > 2000:
        raise InvalidInput("use https://host/path, without a user name", field="url")
    if not url.isascii() or any(character <= " " for character in url):
        raise InvalidInput("the address holds characters that an address cannot have", field="url")


def find_target(host: str, port: int, *, allow_private: bool) -> NetworkTarget:
    """Raises TargetRefused, or OSError where the name is not known."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise TargetRefused("the address leads into the own network")
    return NetworkTarget(addresses[0], host)


def is_public(address: str) -> bool:
    """False for addresses of the machine itself, of its networks, and of nobody."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if mapped is not None:
        return is_public(str(mapped))
    shared = any(ip.version == network.version and ip in network for network in _SHARED)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not shared
