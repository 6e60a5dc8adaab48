"""When was a mail written?"""

from __future__ import annotations

import datetime
import email.utils

from ingestion.mail.header_fields import HeaderFields


def read_date(headers: HeaderFields) -> datetime.datetime | None:
    """The Date header's moment, or else that of the first Received header; aware, None where neither can be read."""
    written = _parse(headers.first("date"))
    return written or _parse(headers.first("received").rpartition(";")[2])


def _parse(text: str) -> datetime.datetime | None:
    if not text.strip():
        return None
    try:
        parsed = email.utils.parsedate_to_datetime(text[:200])
        # An offset that is not said, or said to be unknown, is read as UTC, as RFC 5322 does.
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.UTC)
        aware.astimezone(datetime.UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return aware
