"""Is this the address of a page on another machine, in a form that can mean only one thing?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from assistant.errors import InvalidInput
from ingestion.documents.source_domains import HOST

MAX_CHARACTERS = 2_000
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\<>\"^`{|}]")


@dataclass(frozen=True)
class WebAddress:
    """`url` is the one form of the address, without a fragment, in ASCII."""

    url: str
    scheme: str
    host: str
    target: str
    """Path and query, as they are asked for."""

    def join(self, location: str) -> str:
        return urljoin(self.url, location)


def read_address(url: str, *, plain_http: bool = False) -> WebAddress:
    """https on its usual port, with a host's name that is no number; with `plain_http` http on its own as well.

    Raises InvalidInput naming `url`.
    """
    url = url.strip(" ")
    if len(url) > MAX_CHARACTERS or _ODD.search(url):
        raise _refused("the address holds characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused("not an address") from error
    schemes = {"https": 443, "http": 80} if plain_http else {"https": 443}
    if parts.scheme not in schemes:
        raise _refused("only https addresses are fetched")
    if "@" in parts.netloc:
        raise _refused("an address with a user name or password is not fetched")
    if port not in (None, schemes[parts.scheme]) or parts.netloc.endswith(":"):
        raise _refused("an address with a port of its own is not fetched")
    host = (parts.hostname or "").lower()
    if not host.isascii():
        raise _refused("write a host with other letters in its xn-- form")
    if not HOST.fullmatch(host):
        raise _refused("the host is not the name of a public machine")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    target = f"{path}?{query}" if query else path
    return WebAddress(urlunsplit((parts.scheme, host, path, query, "")), parts.scheme, host, target)


def _refused(reason: str) -> InvalidInput:
    return InvalidInput(reason, field="url")
