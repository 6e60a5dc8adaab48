"""How many mails are read whole, and how often are a sender's own words told exactly?"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.mail.generate import KnownReply, RawMail
from eval.metrics import mean
from eval.tables import markdown_table, share
from ingestion.mail.parsed_mail import ParsedMail, SegmentKind
from ingestion.mail.parsing import parse_mail
from ingestion.mail.reply_text import find_segments, read_reply

MAX_SECONDS = 20.0


@dataclass(frozen=True)
class ReadMail:
    id: str
    seconds: float
    is_crashed: bool
    is_lost: bool
    """Words were there and none came out, or a character of the body is in no segment."""
    has_replacements: bool
    """A character could not be told, though the bytes are whole."""
    kind: str


@dataclass(frozen=True)
class ReadReply:
    known: KnownReply
    found: str
    own: str

    @property
    def is_exact(self) -> bool:
        return tidy(self.found) == tidy(self.known.reply)

    @property
    def is_exact_without_quotes(self) -> bool:
        return tidy(self.own) == tidy(self.known.reply)


def read_all(mails: Iterable[RawMail]) -> list[ReadMail]:
    return [_read(mail) for mail in mails]


def _read(known: RawMail) -> ReadMail:
    started = time.perf_counter()
    mail = parse_mail(known.raw)
    seconds = time.perf_counter() - started
    words = mail.body.strip() or mail.attachment_text.strip()
    shown = mail.body + mail.subject + mail.from_header
    return ReadMail(
        id=known.id,
        seconds=seconds,
        is_crashed=any(problem.startswith("could not be parsed") for problem in mail.problems),
        is_lost=(known.has_text and not words) or not _is_covered(mail),
        has_replacements="\ufffd" in shown and not known.has_replacements,
        kind=mail.kind.value,
    )


def _is_covered(mail: ParsedMail) -> bool:
    ends = [0, *(segment.end for segment in mail.segments)]
    return [segment.start for segment in mail.segments] == ends[:-1] and ends[-1] == len(mail.body)


def read_replies(known: Iterable[KnownReply]) -> list[ReadReply]:
    return [_read_reply(reply) for reply in known]


def _read_reply(known: KnownReply) -> ReadReply:
    segments = find_segments(known.body)
    own = "".join(known.body[s.start : s.end] for s in segments if s.kind is SegmentKind.OWN)
    return ReadReply(known, read_reply(known.body, segments), own)


def tidy(text: str) -> str:
    """Without white space at the ends of lines; one empty line is as good as several."""
    lines = "\n".join(line.strip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines)


def measure(mails: Sequence[ReadMail], replies: Sequence[ReadReply]) -> dict[str, Any]:
    """Counts over the raw mails, and shares of exact replies: of both halves and of the one that was not tuned on."""
    results: dict[str, Any] = {}
    if mails:
        results["mails"] = {
            "mails": len(mails),
            "lost": sum(mail.is_lost for mail in mails),
            "crashed": sum(mail.is_crashed for mail in mails),
            "slower_than_20_s": sum(mail.seconds > MAX_SECONDS for mail in mails),
            "with_replacement_characters": sum(mail.has_replacements for mail in mails),
            "slowest_ms": round(1000 * max(mail.seconds for mail in mails), 1),
            "mean_ms": round(1000 * mean(mail.seconds for mail in mails), 1),
        }
    if replies:
        test = [reply for reply in replies if reply.known.is_test]
        results["replies"] = {name: _shares(group) for name, group in (("test half", test), ("all", replies)) if group}
    return results


def _shares(replies: Sequence[ReadReply]) -> dict[str, Any]:
    return {
        "replies": len(replies),
        "exact": mean(reply.is_exact for reply in replies),
        "exact_without_quotes": mean(reply.is_exact_without_quotes for reply in replies),
    }


def failures(mails: Sequence[ReadMail], replies: Sequence[ReadReply]) -> list[dict[str, Any]]:
    wrong = [mail for mail in mails if mail.is_lost or mail.is_crashed or mail.has_replacements]
    return [vars(mail) for mail in wrong] + [row(reply) for reply in replies if not reply.is_exact]


def row(reply: ReadReply) -> dict[str, Any]:
    return {"id": reply.known.id, "found": reply.found, "expected": reply.known.reply, "is_exact": reply.is_exact}


def table(results: Mapping[str, Any]) -> str:
    lines: list[list[str]] = []
    if mails := results.get("mails"):
        lines += [
            ["raw mails read", str(mails["mails"])],
            ["of these lost", str(mails["lost"])],
            ["crashed", str(mails["crashed"])],
            ["with a replacement character where the bytes are whole", str(mails["with_replacement_characters"])],
            ["slowest, ms", f"{mails['slowest_ms']:.0f}"],
            ["mean, ms", f"{mails['mean_ms']:.1f}"],
        ]
    for name, shares in results.get("replies", {}).items():
        lines.append([f"reply text exact, {name} ({shares['replies']})", share(shares["exact"])])
        lines.append([f"own words without any quotation exact, {name}", share(shares["exact_without_quotes"])])
    return markdown_table(["reading mails", "figure"], lines)
