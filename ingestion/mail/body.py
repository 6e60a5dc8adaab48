"""Which text is a mail's body, and what of it are the sender's own words?

The plain part counts, or the HTML part's visible text where there is no plain one, or only an empty one; a mail that is
attached follows below, under lines that say from whom and when it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingestion.mail.charsets import Decoded, decode
from ingestion.mail.clean_text import clean_text
from ingestion.mail.encoded_words import decode_words
from ingestion.mail.html_cleaning import clean_html
from ingestion.mail.html_styles import is_too_deep
from ingestion.mail.html_text import HtmlText, read_html
from ingestion.mail.limits import MAX_BODY_CHARACTERS, MAX_HTML_CHARACTERS, MAX_TEXT_BYTES
from ingestion.mail.mime_parts import Part
from ingestion.mail.parsed_mail import Segment, SegmentKind
from ingestion.mail.reply_text import find_segments

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_PLACEHOLDER = re.compile(
    rb"(?i)[^\n]{0,200}(?:html (?:format|compatible|e-?mail)|view(?:er)? (?:this|the) (?:e-?mail|message))[^\n]{0,200}"
)
"""A plain part that only says that the HTML part is the mail."""
_SHOWN_HEADERS = (("From", "from"), ("Date", "date"), ("To", "to"), ("Subject", "subject"))
_REPORTED = frozenset(("message/delivery-status", "message/disposition-notification", "message/feedback-report"))


@dataclass
class Body:
    text: str = ""
    segments: tuple[Segment, ...] = ()
    html: str = ""
    attached: list[Part] = field(default_factory=list)
    """The parts that are no body, in the order of the mail."""
    problems: list[str] = field(default_factory=list)


@dataclass
class _Found:
    """The parts of one mail, without those of mails attached to it."""

    texts: list[Part] = field(default_factory=list)
    others: list[Part] = field(default_factory=list)
    mails: list[Part] = field(default_factory=list)


def read_body(root: Part, *, subject: str, is_careful: bool = False) -> Body:
    """`is_careful` leaves out whatever a library parses, for a mail that was too much at the first try."""
    body = Body()
    is_report = root.media_type == "multipart/report" or any(part.media_type in _REPORTED for part in root.walk())
    _add_mail(body, root, subject=subject, kind=None, is_careful=is_careful, is_report=is_report)
    if not body.text.strip() and not body.attached and (words := root.outside() if root.children else b""):
        body.problems.append("the words stood outside the parts of the mail")
        text = clean_text(decode(words[:MAX_TEXT_BYTES]).text)
        _append_segments(body, text, find_segments(text, subject=subject))
    return body


def _add_mail(
    body: Body, root: Part, *, subject: str, kind: SegmentKind | None, is_careful: bool, is_report: bool
) -> None:
    found = _sort_parts(root)
    for part in found.texts:
        _add_text(body, part, subject=subject, kind=kind, is_careful=is_careful)
    body.attached += found.others
    for mail in found.mails:
        body.attached.append(mail)
        for inner in mail.children:
            _add_attached_mail(body, inner, is_careful=is_careful, is_report=is_report)


def _add_attached_mail(body: Body, inner: Part, *, is_careful: bool, is_report: bool) -> None:
    """What a report returns is quoted; what a person attaches is read as theirs."""
    kind = SegmentKind.QUOTED if is_report else None
    shown = [(name, decode_words(inner.headers.raw(header))) for name, header in _SHOWN_HEADERS]
    heading = "".join(f"{name}: {value}\n" for name, value in shown if value)
    _append(body, clean_text(heading), kind or SegmentKind.FORWARDED_HEADER)
    _add_mail(body, inner, subject="", kind=kind, is_careful=is_careful, is_report=is_report)


def _sort_parts(root: Part) -> _Found:
    found = _Found()
    for part in _choose(root):
        is_attached = part.disposition == "attachment" or (part.filename and part.disposition != "inline")
        if part.media_type in ("message/rfc822", "message/global") and part.children:
            found.mails.append(part)
        elif (part.media_type in ("text/plain", "text/html") and not is_attached) or (
            part.media_type in ("text/rfc822-headers", *_REPORTED) and not part.filename
        ):
            found.texts.append(part)
        else:
            found.others.append(part)
    return found


def _choose(part: Part) -> Iterator[Part]:
    """The leaves; of alternatives only the plain one that says something, or else the HTML."""
    if not part.media_type.startswith("multipart/") or not part.children:
        yield part
    elif part.media_type == "multipart/alternative":
        yield from _choose_alternative(part.children)
    else:
        for child in part.children:
            yield from _choose(child)


def _choose_alternative(children: Sequence[Part]) -> Iterator[Part]:
    leaves = [list(_choose(child)) for child in children]
    plain = [
        i for i, group in enumerate(leaves) if any(p.media_type == "text/plain" and _says_something(p) for p in group)
    ]
    rich = [i for i, group in enumerate(leaves) if any(p.media_type == "text/html" for p in group)]
    chosen = plain[0] if plain else rich[0] if rich else 0
    for number, group in enumerate(leaves):
        for part in group:
            if number == chosen or part.media_type not in ("text/plain", "text/html"):
                yield part


def _says_something(part: Part) -> bool:
    text = part.content[:2_000].strip() if part.media_type == "text/plain" else b""
    return bool(text) and not _PLACEHOLDER.fullmatch(text)


def _add_text(body: Body, part: Part, *, subject: str, kind: SegmentKind | None, is_careful: bool) -> None:
    decoded = _decode(part)
    if decoded.problem:
        body.problems.append(decoded.problem)
    read = HtmlText(decoded.text)
    if part.media_type == "text/html":
        html = decoded.text[:MAX_HTML_CHARACTERS]
        if not is_careful and is_too_deep(html):
            is_careful = True
            body.problems.append("formatting nested beyond reason was left out")
        read = HtmlText(_TAG.sub(" ", html)) if is_careful else read_html(html)
    text, quotes = _fit(read, part)
    if kind is None and text.strip():
        _append_segments(body, text, find_segments(text, subject=subject, quotes=quotes))
    else:
        _append(body, text, kind or SegmentKind.OWN)


def _decode(part: Part) -> Decoded:
    content = part.content[:MAX_TEXT_BYTES]
    charset = part.charset
    if not charset and part.media_type == "text/html" and (found := _META_CHARSET.search(content[:4_000])):
        charset = found[1].decode("ascii")
    return decode(content, charset)


def _fit(read: HtmlText, part: Part) -> tuple[str, tuple[tuple[int, int], ...]]:
    text = clean_text(read.text)
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflow(text, is_joined=part.parameters.get("delsp", "").lower() == "yes")
    # Cleaning may shorten a text; then the stretches of quotation no longer fit, and its lines must do.
    return text, read.quotes if len(text) == len(read.text) else ()


def _unflow(text: str, *, is_joined: bool) -> str:
    """Joins the soft line breaks of RFC 3676, which end in a space; quoted lines and signatures stay as they are."""
    lines: list[str] = []
    is_soft = False
    for line in text.split("\n"):
        is_plain = not line.startswith(">")
        line = line[1:] if line.startswith(" ") else line
        if is_soft and is_plain and lines:
            lines[-1] += line
        else:
            lines.append(line)
        is_soft = is_plain and line.endswith(" ") and line != "-- "
        if is_soft and is_joined:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def read_own_html(root: Part) -> str:
    """The HTML part of the mail itself, cleaned."""
    for part in _all_leaves(root):
        if part.media_type == "text/html" and part.disposition != "attachment":
            return clean_text(clean_html(_decode(part).text))
    return ""


def _all_leaves(part: Part) -> Iterator[Part]:
    if part.media_type.startswith("multipart/") and part.children:
        for child in part.children:
            yield from _all_leaves(child)
    else:
        yield part


def _append(body: Body, text: str, kind: SegmentKind) -> None:
    _append_segments(body, text, (Segment(kind, 0, len(text)),) if text else ())


def _append_segments(body: Body, text: str, segments: Sequence[Segment]) -> None:
    """Adds `text` below an empty line, which belongs to what stands above."""
    room = MAX_BODY_CHARACTERS - len(body.text)
    if not text or not segments:
        return
    if len(text) > room:
        body.problems.append(f"text beyond {MAX_BODY_CHARACTERS:,} characters was left out")
        text = text[: max(room, 0)]
        segments = [Segment(s.kind, s.start, min(s.end, len(text))) for s in segments if s.start < len(text)]
        if not segments:
            return
    gap = "" if not body.text else "\n" if body.text.endswith("\n") else "\n\n"
    before = list(body.segments)
    if before and gap:
        before[-1] = Segment(before[-1].kind, before[-1].start, before[-1].end + len(gap))
    start = len(body.text) + len(gap)
    body.text += gap + text
    body.segments = (*before, *(Segment(s.kind, s.start + start, s.end + start) for s in segments))
