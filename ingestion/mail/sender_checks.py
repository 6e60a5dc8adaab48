"""Did the mail come from whom it says?  Only our own mail server's verdict counts, and only its topmost line."""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.cases.models import Case
from assistant.outgoing.addresses import plain
from ingestion.mail.parsed_mail import ParsedMail

_COMMENT = re.compile(r"\([^()]*\)")
_VERDICT = re.compile(r"(?:^|;)\s*dmarc\s*=\s*(\w+)", re.IGNORECASE)


class Dmarc(StrEnum):
    PASS = "pass"  # noqa: S105  # A verdict's name.
    FAIL = "fail"
    UNKNOWN = "unknown"


def read_dmarc(mail: ParsedMail, *, authserv_id: str) -> Dmarc:
    """Unknown where no server of ours is named, or where the topmost Authentication-Results is not its own.

    A server that writes the header takes out those that came under its name (RFC 8601, section 5).
    """
    header = _COMMENT.sub("", mail.headers.get("authentication-results", ""))
    named, _, results = header.partition(";")
    if not authserv_id or named.split()[:1] != [authserv_id]:
        return Dmarc.UNKNOWN
    verdicts = {verdict.lower() for verdict in _VERDICT.findall(results)}
    if verdicts & {"fail", "permerror"}:
        return Dmarc.FAIL
    return Dmarc.PASS if "pass" in verdicts else Dmarc.UNKNOWN


def is_from_citizen_of(mail: ParsedMail, case: Case) -> bool:
    """True where the sender is the address that the case knows."""
    known = case.contact.get("email", "")
    return bool(known) and plain(known) == plain(mail.from_address)
