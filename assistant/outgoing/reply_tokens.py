"""To which case does a citizen's reply belong?  Only a signed token tells; a number in a subject anybody can write.

The token stands in the address for replies and in the Message-ID of each mail to the citizen, so that it comes back
also from mail programs that keep only one of the two.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

_TOKEN = re.compile(r"(?<![a-z2-7])([a-z2-7]{26})([a-z2-7]{16})(?![a-z2-7])", re.IGNORECASE)
_LONGEST = 2_000


@dataclass(frozen=True)
class ReplyTokens:
    """Makes and reads tokens of one installation: a case's id and 80 bits of its signature, letters and digits only."""

    secret: bytes

    def make(self, case_id: str) -> str:
        named = _encode(uuid.UUID(case_id).bytes)
        return named + self._sign(named)

    def find_case_id(self, places: Iterable[str]) -> str | None:
        """The case of the first token that is ours in these addresses and Message-IDs; letter case is ignored."""
        for place in places:
            for named, signature in _TOKEN.findall(place[:_LONGEST].lower()):
                if hmac.compare_digest(signature, self._sign(named)):
                    return str(uuid.UUID(bytes=base64.b32decode(named.upper() + "======")))
        return None

    def _sign(self, named: str) -> str:
        return _encode(hmac.digest(self.secret, b"reply:" + named.encode(), hashlib.sha256)[:10])


def _encode(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()
