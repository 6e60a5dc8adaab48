"""What does a mail say, and which of its words are the sender's own?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.cases.fields import MailPart


class MessageKind(StrEnum):
    """Only a citizen's mail becomes a case; a mailing list counts as an automatic reply."""

    CITIZEN = "citizen"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    SPAM = "spam"


class SegmentKind(StrEnum):
    """What a stretch of the body is.  Set aside is not lost: every character of the body is in one segment."""

    OWN = "own"
    """The sender's own words, among them a forwarded report where the mail is nothing but that."""
    QUOTED = "quoted"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    FOOTER = "footer"
    """Of a phone or a mail program: "Sent from my iPhone", "從我的 iPhone 傳送"."""
    FORWARDED_HEADER = "forwarded_header"
    """The "From: … Date: … Subject: …" lines above a forwarded report."""


@dataclass(frozen=True)
class Segment:
    kind: SegmentKind
    start: int
    end: int
    """Characters of `ParsedMail.body`, the last one not in it."""


@dataclass(frozen=True)
class Attachment:
    filename: str
    """As the sender named it, for showing only; never a path."""
    media_type: str
    """By its content, not by what the mail says."""
    size: int
    sha256: str
    text: str
    """What can be read in it; empty where there is nothing, or nothing that may be read."""
    problem: str | None = None
    """Why there is no text: too large, a bomb, damaged, encrypted, of a kind that is not read."""
    is_inline: bool = False


@dataclass(frozen=True)
class ParsedMail:
    """One mail as text.  Every string is free of lone surrogates and NUL; lines end in a newline alone."""

    body: str
    """The text part, or the HTML part's visible text; a forwarded message that is attached follows after it."""
    segments: tuple[Segment, ...]
    subject: str = ""
    from_header: str = ""
    """Decoded: `Name <address>` as the sender wrote it."""
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime.datetime | None = None
    """Aware, by the Date header, or else by the first Received header; None where there is neither."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The first value of each header that tells of automatic mail, lists, bounces and verdicts, by lower-case name."""
    kind: MessageKind = MessageKind.CITIZEN
    kind_reason: str = ""
    """Which header or wording told the kind, in words for staff."""
    html: str = ""
    """The HTML part, cleaned: no scripts, forms, outside addresses."""
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[str, ...] = ()
    """What was odd or was left out, in words for staff; nothing of it is lost, as the raw mail is kept."""

    @property
    def attachment_text(self) -> str:
        """The texts of all attachments, one after the other."""
        return "\n\n".join(attachment.text for attachment in self.attachments if attachment.text)

    def part(self, part: MailPart) -> str:
        """The text in which the evidence of `part` is counted."""
        return {
            MailPart.BODY: self.body,
            MailPart.SUBJECT: self.subject,
            MailPart.FROM_HEADER: self.from_header,
            MailPart.ATTACHMENT: self.attachment_text,
        }[part]

    def text_of(self, *kinds: SegmentKind) -> str:
        """The body's segments of these kinds, one after the other."""
        return "".join(self.body[segment.start : segment.end] for segment in self.segments if segment.kind in kinds)

    @property
    def own_text(self) -> str:
        """What the sender wrote this time."""
        return self.text_of(SegmentKind.OWN)
