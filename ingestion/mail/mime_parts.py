"""Of which parts does a mail consist?  Every limit holds by construction.

The standard library's parser raises on deep nesting and takes seconds for many parts, so the splitting is our own; what
lies beyond a limit is left out and told as a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingestion.mail.header_fields import HeaderFields, read_header_fields, split_header_block
from ingestion.mail.limits import MAX_DEPTH, MAX_PARTS
from ingestion.mail.parameters import Parameters, read_parameters
from ingestion.mail.transfer_encodings import decode_transfer

_MEDIA_TYPE = re.compile(r"\s*\"?([\w.+-]+/[\w.+-]+)")


@dataclass
class Part:
    """One node of a mail's tree; `children` are those of a multipart or the one mail of a message/rfc822."""

    headers: HeaderFields
    media_type: str
    parameters: Parameters
    raw: bytes
    children: list[Part] = field(default_factory=list)

    def outside(self) -> bytes:
        """What stands before the first and after the last of a multipart's sections, where nobody looks for words."""
        mark = re.escape((self.parameters.get("boundary") or "").encode("utf-8", "surrogateescape"))
        pieces = re.split(rb"(?m)^--" + mark + rb"(?:--)?[ \t]*\r?$", self.raw) if mark else [b""]
        return b"\n".join(dict.fromkeys((pieces[0], pieces[-1]))).strip()

    @property
    def content(self) -> bytes:
        return decode_transfer(self.raw, self.headers.first("content-transfer-encoding"))

    @property
    def charset(self) -> str | None:
        return self.parameters.get("charset")

    @property
    def disposition(self) -> str:
        return self.headers.first("content-disposition").split(";")[0].strip().lower()

    @property
    def content_id(self) -> str:
        return self.headers.first("content-id").strip("<> \t")

    @property
    def filename(self) -> str:
        disposition = read_parameters(self.headers.first("content-disposition"))
        return disposition.get("filename") or self.parameters.get("name") or ""

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in the order of the mail."""
        yield self
        for child in self.children:
            yield from child.walk()


class _Budget:
    def __init__(self) -> None:
        self.parts = MAX_PARTS
        self.problems: list[str] = []

    def tell(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def read_parts(raw: bytes) -> tuple[Part, list[str]]:
    """The tree of a whole mail, and what was left out of it."""
    budget = _Budget()
    return _read_part(raw, budget, depth=1, default="text/plain"), budget.problems


def _read_part(raw: bytes, budget: _Budget, *, depth: int, default: str) -> Part:
    budget.parts -= 1
    block, body = split_header_block(raw)
    headers = read_header_fields(block)
    if headers.was_cut:
        budget.tell("headers beyond the limit were left out")
    content_type = headers.first("content-type")
    named = _MEDIA_TYPE.match(content_type)
    media_type = named[1].lower() if named else default
    part = Part(headers, media_type, read_parameters(content_type), body)
    if depth >= MAX_DEPTH and (media_type.startswith("multipart/") or media_type == "message/rfc822"):
        budget.tell(f"parts nested deeper than {MAX_DEPTH} were left out")
        part.raw = b""
    elif media_type.startswith("multipart/"):
        part.children = _read_children(part, budget, depth)
    elif media_type in ("message/rfc822", "message/global") and budget.parts > 0:
        part.children = [_read_part(part.content.lstrip(b"\r\n"), budget, depth=depth + 1, default="text/plain")]
    return part


def _read_children(part: Part, budget: _Budget, depth: int) -> list[Part]:
    boundary = part.parameters.get("boundary") or ""
    sections = list(_split(part.raw, boundary, budget.parts + 1)) if boundary else []
    if not sections:
        # A multipart that does not divide is shown as the text that it is.
        budget.tell("a multipart without its boundary was read as text")
        return [Part(part.headers, "text/plain", Parameters({}), part.raw)]
    default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
    children = []
    for section in sections:
        if budget.parts <= 0:
            budget.tell(f"more than {MAX_PARTS} parts: the rest was left out")
            break
        children.append(_read_part(section, budget, depth=depth + 1, default=default))
    return children


def _split(raw: bytes, boundary: str, limit: int) -> Iterator[bytes]:
    """The sections between the boundary's lines, at most `limit`; a missing last line is forgiven."""
    mark = re.escape(boundary.rstrip().encode("utf-8", "surrogateescape"))
    line = re.compile(rb"(?:^|\r?\n|\r)--" + mark + rb"(--)?[ \t]*(?=\r|\n|$)")
    start: int | None = None
    position = 0
    while limit > 0 and (found := line.search(raw, position)):
        if start is not None:
            yield raw[start : found.start()]
            limit -= 1
        start = None if found[1] else found.end()
        position = found.end()
        if found[1]:
            return
    if start is not None and limit > 0:
        yield raw[start:]
