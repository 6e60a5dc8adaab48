"""Which pages does a sitemap name?  Runs in the child process."""

from __future__ import annotations

import gzip
import io

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

MAX_PAGES = 2_000
MAX_UNPACKED_BYTES = 20 * 1024 * 1024


def read_sitemap(data: bytes) -> dict[str, list[str]]:
    """Under `pages` the addresses of pages, under `sitemaps` those of further sitemaps; empty for anything else."""
    found: dict[str, list[str]] = {"pages": [], "sitemaps": []}
    try:
        if data.startswith(b"\x1f\x8b"):
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(MAX_UNPACKED_BYTES)
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, OSError, EOFError, ValueError):
        return found
    kind = "sitemaps" if _name(root.tag) == "sitemapindex" else "pages"
    for entry in root:
        for part in entry:
            if _name(part.tag) == "loc" and part.text and len(found[kind]) < MAX_PAGES:
                found[kind].append(part.text.strip())
    return found


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]
