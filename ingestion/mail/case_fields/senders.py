"""Who sent a mail, or wrote the report that a mail passes on, and when?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from assistant.cases.fields import MailPart
from assistant.folding import fold_in_place
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.parsed_mail import ParsedMail

_RULES = read_rules("senders")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True)
class Sender:
    """A name and an address with the places where they stand."""

    part: MailPart
    name: str = ""
    name_start: int = 0
    address: str = ""
    address_start: int = 0


def header_sender(mail: ParsedMail) -> Sender:
    header = mail.from_header
    return Sender(
        MailPart.FROM_HEADER,
        mail.from_name if mail.from_name in header else "",
        max(header.find(mail.from_name), 0),
        mail.from_address if mail.from_address in header else "",
        max(header.rfind(mail.from_address), 0),
    )


def forwarded_sender(mail: ParsedMail, start: int, end: int) -> Sender | None:
    """Who wrote the report that somebody passes on."""
    line = _RULES["sender_line"].search(fold_in_place(mail.body[start:end]))
    if line is None:
        return None
    who = mail.body[start + line.start("who") : start + line.end("who")]
    address = _RULES["address"].search(who)
    name = _RULES["sender_name"].match(who[: address.start()] if address else who)
    place = start + line.start("who")
    return Sender(
        MailPart.BODY,
        name["name"] if name else "",
        place + (name.start("name") if name else 0),
        address[0] if address else "",
        place + (address.start() if address else 0),
    )


def forwarded_date(mail: ParsedMail, start: int, end: int) -> datetime.datetime | None:
    """The day on which the report was written, in the zone of the mail that passes it on."""
    line = _RULES["date_line"].search(fold_in_place(mail.body[start:end]))
    zone = mail.date.tzinfo if mail.date else None
    for day in _days(line["when"]) if line else ():
        return day.replace(tzinfo=day.tzinfo or zone)
    return None


def _days(when: str) -> Iterator[datetime.datetime]:
    try:
        if found := _RULES["chinese_date"].search(when):
            year, month, day = (int(number) for number in found.groups() if number)
            yield datetime.datetime(year, month, day, 12)  # noqa: DTZ001  # The caller adds the zone.
        elif (found := _RULES["english_date"].search(when)) and found[2] in _MONTHS and (found[1] or found[3]):
            day_of_month = int(found[1] or found[3])
            yield datetime.datetime(int(found[4]), _MONTHS.index(found[2]) + 1, day_of_month, 12)  # noqa: DTZ001  # The caller adds the zone.
        else:
            yield parsedate_to_datetime(when)
    except (ValueError, TypeError):
        return
