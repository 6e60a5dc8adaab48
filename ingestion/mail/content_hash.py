"""Is this the mail that came before, whatever the servers on its way wrote above it?"""

from __future__ import annotations

import hashlib
import re

from ingestion.mail.header_fields import read_header_fields, split_header_block

_HASHED = frozenset(
    "from sender reply-to to cc subject date message-id in-reply-to references mime-version content-type "
    "content-transfer-encoding content-disposition".split()
)
"""The sender's own headers; those of delivery (Received, Delivered-To, verdicts) differ from copy to copy."""
_SPACES = re.compile(rb"[ \t\r\n]+")


def content_hash(raw: bytes) -> str:
    """SHA-256 in hexadecimal, the same for two deliveries of one mail and for both kinds of line end."""
    block, body = split_header_block(raw)
    digest = hashlib.sha256()
    for name, value in read_header_fields(block).fields:
        if name in _HASHED:
            digest.update(b"%s:%s\n" % (name.encode(), _SPACES.sub(b" ", value)))
    digest.update(b"\n")
    # An mbox and a mail server end the same mail differently.
    digest.update(body.replace(b"\r\n", b"\n").rstrip())
    return digest.hexdigest()
