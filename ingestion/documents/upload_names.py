"""What may a file that somebody sends be called?  Only people read the name: nothing is ever stored under it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from ingestion.documents.brought_files import tell_kind

MAX_NAME = 100
_KEPT = re.compile(r"[^\w .()（）【】「」'-]+")


def plain_name(name: str) -> str:
    """No folder, nothing invisible, one ending, of a kind that is read.  Raises UploadRefused for another."""
    last = re.split(r"[/\\:]", unicodedata.normalize("NFKC", name))[-1].strip()
    tell_kind(last)
    ending = PurePath(last).suffix.lower()
    stem = _KEPT.sub(" ", last[: -len(ending)]).replace(".", " ").strip(" -_'")
    return f"{' '.join(stem.split())[:MAX_NAME] or 'file'}{ending}"
