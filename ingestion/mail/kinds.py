"""Did a citizen write this mail, or a machine: an automatic reply, a bounce, a mailing list, an advertisement?

Only what says so itself is set apart, since a citizen's mail that is taken for a machine's would wait unseen.  Headers
by RFC 3834 (automatic replies), RFC 3464 (bounces), RFC 8098 (receipts) and RFC 2919 (lists); wording in `kinds.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingestion.mail import spam
from ingestion.mail.parsed_mail import MessageKind

_JUDGED = 6_000
_OPENING = 300
TELLING_HEADERS = (
    "auto-submitted", "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response-suppress", "x-mail-autoreply",
    "precedence", "list-id", "list-post", "list-unsubscribe", "return-path", "x-failed-recipients", "x-loop",
    "x-spam-flag", "x-spam-status", "x-spam-level", "authentication-results", "feedback-id", "x-mailer", "user-agent",
    "content-type", "x-ms-exchange-generated-message-source", "x-ms-exchange-inbox-rules-loop", "sender", "x-priority",
)  # fmt: skip
"""What `ParsedMail.headers` keeps."""


@dataclass(frozen=True)
class MailSigns:
    """What tells a mail's kind."""

    headers: Mapping[str, str]
    subject: str
    from_header: str
    own_text: str
    part_types: frozenset[str]


Verdict = tuple[MessageKind, str]


def tell_kind(signs: MailSigns) -> Verdict:
    """The kind, and the reason in words for staff."""
    for judge in (_judge_bounce, _judge_auto_reply, _judge_list, _judge_spam):
        if verdict := judge(signs):
            return verdict
    return MessageKind.CITIZEN, "nothing says that a machine wrote it"


def _judge_bounce(signs: MailSigns) -> Verdict | None:
    words = _words()
    report = signs.headers.get("content-type", "").lower()
    if "report-type=delivery-status" in report.replace('"', "").replace(" ", ""):
        return MessageKind.BOUNCE, "delivery report (RFC 3464)"
    if "message/delivery-status" in signs.part_types:
        return MessageKind.BOUNCE, "holds a delivery status (RFC 3464)"
    if "x-failed-recipients" in signs.headers:
        return MessageKind.BOUNCE, "header X-Failed-Recipients"
    is_sender = bool(words.bounce_senders.search(signs.from_header))
    subject = words.bounce_subjects.match(signs.subject.strip())
    body = words.bounce_bodies.search(signs.own_text[:_JUDGED])
    is_null = signs.headers.get("return-path", "").replace(" ", "") == "<>"
    if is_sender and (subject or body or is_null):
        return MessageKind.BOUNCE, "sent by a mail system that could not deliver"
    if subject and (body or is_null):
        return MessageKind.BOUNCE, f"subject {subject[0][:40]!r} of a mail system"
    return None


def _judge_auto_reply(signs: MailSigns) -> Verdict | None:
    words = _words()
    submitted = signs.headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return MessageKind.AUTO_REPLY, f"header Auto-Submitted: {submitted[:30]}"
    if "message/disposition-notification" in signs.part_types:
        return MessageKind.AUTO_REPLY, "read receipt (RFC 8098)"
    for name in ("x-autoreply", "x-autorespond", "x-mail-autoreply", "x-autoresponder"):
        if signs.headers.get(name, "no").strip().lower() not in ("no", "false", "0", ""):
            return MessageKind.AUTO_REPLY, f"header {name}"
    precedence = signs.headers.get("precedence", "").strip().lower()
    if precedence in ("auto_reply", "auto-reply"):
        return MessageKind.AUTO_REPLY, "header Precedence: auto_reply"
    if found := words.auto_subjects.match(signs.subject.strip()):
        return MessageKind.AUTO_REPLY, f"subject begins with {found[0][:40]!r}"
    if (found := words.receipt_subjects.match(signs.subject.strip())) and len(signs.own_text) < 600:
        return MessageKind.AUTO_REPLY, f"read receipt: subject begins with {found[0][:40]!r}"
    if found := words.auto_openings.match(signs.own_text.strip()[:_OPENING]):
        return MessageKind.AUTO_REPLY, f"opens with {found[0].strip()[:40]!r}"
    if signs.headers.get("return-path", "").replace(" ", "") == "<>":
        return MessageKind.AUTO_REPLY, "sent with an empty return address"
    return None


def _judge_list(signs: MailSigns) -> Verdict | None:
    precedence = signs.headers.get("precedence", "").strip().lower()
    if "list-id" in signs.headers or "list-post" in signs.headers or precedence == "list":
        return MessageKind.AUTO_REPLY, "sent by a mailing list"
    if precedence in ("bulk", "junk") and "list-unsubscribe" in signs.headers:
        return MessageKind.AUTO_REPLY, "sent in bulk to subscribers"
    return None


def _judge_spam(signs: MailSigns) -> Verdict | None:
    judged = spam.judge(signs.subject, signs.own_text, signs.headers)
    return (MessageKind.SPAM, judged.reason) if judged.is_spam else None


@dataclass(frozen=True)
class _Words:
    auto_subjects: re.Pattern[str]
    receipt_subjects: re.Pattern[str]
    auto_openings: re.Pattern[str]
    bounce_senders: re.Pattern[str]
    bounce_subjects: re.Pattern[str]
    bounce_bodies: re.Pattern[str]


@cache
def _words() -> _Words:
    table = tomllib.loads((files("ingestion.mail") / "kinds.toml").read_text("utf-8"))
    auto, bounce = table["auto_reply"], table["bounce"]

    def compile_(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE | re.DOTALL)

    return _Words(
        auto_subjects=compile_(auto["subjects"]),
        receipt_subjects=compile_(auto["receipt_subjects"]),
        auto_openings=compile_(auto["openings"]),
        bounce_senders=compile_(bounce["senders"]),
        bounce_subjects=compile_(bounce["subjects"]),
        bounce_bodies=compile_(bounce["bodies"]),
    )
