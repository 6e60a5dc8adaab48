"""What does a cell say that nobody sees once it is shown: comments, elements that hide, characters without a shape?"""

from __future__ import annotations

import re

from ingestion.documents.read_text import shorten

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HIDING = re.compile(
    r"<(\w{1,12})\b(?=[^>]{0,500}(?:\bhidden\b|aria-hidden\s*=\s*[\"']?true|display\s*:\s*none|visibility\s*:\s*hidden"
    r"|font-size\s*:\s*0|opacity\s*:\s*0[;\"'\s]))[^>]{0,500}>.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_LINK_COMMENT = re.compile(r"^\[(?://|[^\]]{1,80})\]:\s*(?:#|<>)\s*[(\"'].*$", re.MULTILINE)
"""Markdown's own way to write what is not shown: `[//]: # (…)`."""
_SHAPELESS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0000-\U000e007f]")
"""Those that can carry a message or turn the order of words; a joiner inside an emoji or a soft hyphen does neither."""


def without_hidden(text: str) -> tuple[str, list[str]]:
    """`text` without it, and what went."""
    gone: list[str] = []
    if "<" in text or "]:" in text:
        for pattern in (_COMMENT, _HIDING, _LINK_COMMENT):
            gone += [f"hidden: {shorten(found[0])}" for found in pattern.finditer(text)]
            text = pattern.sub("", text)
    if shapeless := _SHAPELESS.findall(text):
        gone.append(f"{len(shapeless)} invisible characters")
        text = _SHAPELESS.sub("", text)
    return text, gone
