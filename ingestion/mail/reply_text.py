"""Which stretches of a mail's body did the sender write this time, and what are the others?

Mail programs introduce quotations, forwarded mails, signatures and footers in a few dozen ways; `reply_text.toml` lists
them.  Every character of the body is in exactly one segment.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingestion.mail.parsed_mail import Segment, SegmentKind

_SUBJECT_LIMIT = 200
_LINE_LIMIT = 1_000
"""Longer lines are prose; nothing of a mail program is that long."""


@dataclass(frozen=True)
class _Wording:
    reply_header: re.Pattern[str]
    reply_header_start: re.Pattern[str]
    reply_header_lines: int
    from_line: re.Pattern[str]
    header_line: re.Pattern[str]
    forward: re.Pattern[str]
    original: re.Pattern[str]
    forward_subject: re.Pattern[str]
    reply_subject: re.Pattern[str]
    signature: re.Pattern[str]
    signature_lines: int
    footer: re.Pattern[str]
    disclaimer: re.Pattern[str]
    disclaimer_title: re.Pattern[str]


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str
    """Stripped, and without the marks of quotation."""
    is_quoted: bool

    @property
    def is_blank(self) -> bool:
        return not self.text


def find_segments(body: str, *, subject: str = "", quotes: Sequence[tuple[int, int]] = ()) -> tuple[Segment, ...]:
    """The body's segments, in order and without a gap.  `quotes` are stretches known to be quoted, from the HTML."""
    lines = _split_lines(body, quotes)
    kinds = _Sorter(lines, subject).sort()
    return _join(lines, kinds)


def read_reply(body: str, segments: Sequence[Segment]) -> str:
    """The sender's words with the quotations between and above them that they answer point by point.

    A quotation below all own words, and one that a line such as "On Monday Ann wrote:" introduces, is not among them.
    """
    last = max(
        (i for i, s in enumerate(segments) if s.kind is SegmentKind.OWN and body[s.start : s.end].strip()), default=-1
    )
    kept = []
    for number, segment in enumerate(segments):
        text = body[segment.start : segment.end]
        is_answered = segment.kind is SegmentKind.QUOTED and number < last and text.lstrip().startswith(">")
        if segment.kind is SegmentKind.OWN or is_answered:
            kept.append(text)
    return "".join(kept).strip()


class _Sorter:
    """Goes through the lines once, from the top."""

    def __init__(self, lines: Sequence[_Line], subject: str) -> None:
        self._lines = lines
        self._words = _wording()
        subject = subject.strip()[:_SUBJECT_LIMIT]
        self._is_forward = bool(self._words.forward_subject.match(subject))
        self._is_reply = bool(self._words.reply_subject.match(subject))
        self._kinds: list[SegmentKind] = []
        self._own_lines = 0
        """Own lines since the top, or since the last forwarded header."""

    def sort(self) -> list[SegmentKind]:
        while (place := len(self._kinds)) < len(self._lines):
            line = self._lines[place]
            if not line.is_blank:
                self._take(place, line)
            else:
                self._mark(SegmentKind.OWN, place + 1)
        return self._kinds

    def _take(self, place: int, line: _Line) -> None:
        if end := self._end_of_header_block(place):
            self._take_header_block(place, end)
        elif end := self._end_of_reply_header(place):
            self._take_reply_header(end)
        elif line.is_quoted:
            self._mark(SegmentKind.QUOTED, place + 1)
        elif self._words.signature.fullmatch(line.text) and (end := self._end_of_signature(place)):
            self._mark(SegmentKind.SIGNATURE, end)
        elif self._words.footer.fullmatch(line.text) and len(line.text) < 200:
            self._mark(SegmentKind.FOOTER, place + 1)
        elif self._words.disclaimer.match(line.text):
            self._mark(SegmentKind.DISCLAIMER, self._end_of_disclaimer(place))
        else:
            self._own_lines += 1
            self._mark(SegmentKind.OWN, place + 1)

    def _mark(self, kind: SegmentKind, end: int) -> None:
        self._kinds += [kind] * (end - len(self._kinds))

    def _take_header_block(self, place: int, end: int) -> None:
        is_marked = bool(self._words.forward.fullmatch(_strip_rule(self._lines[place].text)))
        if is_marked or (self._is_forward and not self._own_lines_below_header()) or self._is_nothing_but(place):
            self._mark(SegmentKind.FORWARDED_HEADER, end)
            self._own_lines = 0
        else:
            self._mark(SegmentKind.QUOTED, len(self._lines))

    def _own_lines_below_header(self) -> bool:
        """True where a forwarded text has begun already; what is below it is older and was quoted in it."""
        return SegmentKind.FORWARDED_HEADER in self._kinds and self._own_lines > 0

    def _is_nothing_but(self, place: int) -> bool:
        return self._own_lines == 0 and not self._is_reply and SegmentKind.QUOTED not in self._kinds[:place]

    def _take_reply_header(self, end: int) -> None:
        following = next((line for line in self._lines[end:] if not line.is_blank), None)
        if self._is_forward and self._own_lines == 0:
            self._mark(SegmentKind.FORWARDED_HEADER, end)
        elif following is None or following.is_quoted:
            self._mark(SegmentKind.QUOTED, end)
        else:
            self._mark(SegmentKind.QUOTED, len(self._lines))

    def _end_of_reply_header(self, place: int) -> int | None:
        first = self._lines[place].text
        if len(first) > _LINE_LIMIT or not self._words.reply_header_start.match(first):
            return None
        joined = ""
        for end in range(place + 1, min(place + self._words.reply_header_lines, len(self._lines)) + 1):
            text = self._lines[end - 1].text
            if end > place + 1 and self._words.reply_header.fullmatch(text):
                return None
            joined = f"{joined} {text}".strip()
            if len(joined) > _LINE_LIMIT // 2:
                return None
            if self._words.reply_header.fullmatch(joined):
                return end
        return None

    def _end_of_header_block(self, place: int) -> int | None:
        """The line after "From: … Sent: … To: … Subject: …", with the divider above it, where one begins here."""
        first = _strip_rule(self._lines[place].text)
        is_divider = len(first) < 120 and bool(
            self._words.forward.fullmatch(first) or self._words.original.fullmatch(first)
        )
        start = place
        if is_divider or (not first and not self._lines[place].is_blank):
            start = next(
                (i for i in range(place + 1, min(place + 4, len(self._lines))) if not self._lines[i].is_blank), place
            )
        end, found, has_from = start, 0, False
        for number in range(start, min(start + 14, len(self._lines))):
            text = self._lines[number].text[:_LINE_LIMIT]
            is_from = bool(self._words.from_line.match(text))
            if is_from or self._words.header_line.match(text):
                found, has_from, end = found + 1, has_from or is_from, number + 1
            elif found == 0 or (text and (number > end or found < 2 or len(text) > 200 or not _continues(text))):
                break
        if (has_from and found >= (2 if is_divider else 3)) or (has_from and found == 2 and start > place):
            return end
        if is_divider and self._has_rule(place):
            return place + 1
        return None

    def _has_rule(self, place: int) -> bool:
        """A divider without headers counts only when it is drawn as one."""
        text = self._lines[place].text
        return text[:2] in ("--", "——", "==", "**") or text.endswith((":", "："))

    def _end_of_signature(self, place: int) -> int | None:
        end, filled = place + 1, 0
        while end < len(self._lines):
            line = self._lines[end]
            if line.is_quoted or self._end_of_header_block(end) or self._end_of_reply_header(end):
                break
            filled += not line.is_blank
            end += 1
        return end if 0 < filled <= self._words.signature_lines or (end == len(self._lines) and filled == 0) else None

    def _end_of_disclaimer(self, place: int) -> int:
        """The end of its paragraph; a title alone takes the next paragraph too."""
        end = place
        is_title = bool(self._words.disclaimer_title.fullmatch(self._lines[place].text))
        while end < len(self._lines):
            line = self._lines[end]
            if line.is_blank and not (is_title and end <= place + 2):
                break
            if line.is_quoted or (end > place and self._end_of_header_block(end)):
                break
            end += 1
        return max(end, place + 1)


def _continues(text: str) -> bool:
    """A long list of recipients or a subject goes on in the next line; prose begins with neither."""
    return "@" in text or text.startswith(("<", ";", ","))


def _strip_rule(text: str) -> str:
    """The words of `----- Forwarded message -----`; empty for a line that is only drawn."""
    return text.strip("-—–_=*·• \t:：>").strip()


def _split_lines(body: str, quotes: Sequence[tuple[int, int]]) -> list[_Line]:
    lines = []
    position = 0
    for piece in body.splitlines(keepends=True) if body else []:
        end = position + len(piece)
        text = piece.strip()
        bare = text.lstrip("> ") if text.startswith(">") else text
        is_quoted = text.startswith(">") or any(start <= position and end - 1 <= stop for start, stop in quotes)
        lines.append(_Line(position, end, bare.strip("\u200b\ufeff\xa0 "), is_quoted))
        position = end
    return lines


def _join(lines: Sequence[_Line], kinds: Sequence[SegmentKind]) -> tuple[Segment, ...]:
    """White lines belong to what stands above them."""
    segments: list[Segment] = []
    for line, kind in zip(lines, kinds, strict=True):
        if segments and (line.is_blank or segments[-1].kind is kind):
            segments[-1] = Segment(segments[-1].kind, segments[-1].start, line.end)
        else:
            segments.append(Segment(kind, line.start, line.end))
    return tuple(segments)


@cache
def _wording() -> _Wording:
    table = tomllib.loads((files("ingestion.mail") / "reply_text.toml").read_text("utf-8"))
    reply, block, dividers = table["reply_header"], table["header_block"], table["dividers"]

    def compile_(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    def any_of(lines: str) -> str:
        return "|".join(f"(?:{line})" for line in lines.strip().split("\n"))

    return _Wording(
        reply_header=compile_(rf"(?:{reply['leads']})(?=.*\d).*(?:{reply['verbs']}).{{0,120}}[:：]"),
        reply_header_start=compile_(rf"(?:{reply['leads']})"),
        reply_header_lines=reply["max_lines"],
        from_line=compile_(rf"\**(?:{block['from']})\s*\**\s*[:：]"),
        header_line=compile_(rf"\**(?:{block['others']})\s*\**\s*[:：]"),
        forward=compile_(dividers["forward"]),
        original=compile_(dividers["original"]),
        forward_subject=compile_(dividers["forward_subject"]),
        reply_subject=compile_(dividers["reply_subject"]),
        signature=compile_(table["signature"]["marks"]),
        signature_lines=table["signature"]["max_lines"],
        footer=compile_(any_of(table["footers"]["lines"])),
        disclaimer=compile_(any_of(table["disclaimers"]["starts"])),
        disclaimer_title=compile_(table["disclaimers"]["titles"]),
    )
