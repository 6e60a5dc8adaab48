"""Is that one address to which a mail may go, and does a person read there?"""

from __future__ import annotations

import re

_ONE = re.compile(r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")
_AUTOMATIC = re.compile(
    r"(?:no|do[-_.]?not|never)[-_.]?reply.*|mailer[-_.]?daemon|postmaster|(?:.+[-_.])?bounces?(?:[-_.+].*)?|(?:.+-)?owner"
    r"|listserv|majordomo|.+-(?:request|admin)|notifications?|auto[-_.]?(?:reply|responder|confirm)"
)


def is_one_address(text: str) -> bool:
    """True for a bare `name@host` and nothing else: no second recipient, no name, no line end."""
    return _ONE.fullmatch(text) is not None


def is_automatic(address: str) -> bool:
    """True where a program reads: an answer there would be wasted, or be answered in turn."""
    return _AUTOMATIC.fullmatch(address.partition("@")[0].lower()) is not None


def plain(address: str) -> str:
    """The inbox behind an address: in lower case, without what stands after a plus sign."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"
