"""Was anything that identifies a person among what the model received?  Nothing may be, in no test."""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import cache

from assistant.privacy import find_contacts, find_personal_data
from ingestion.documents.samples import sample_files
from tests.chat_server.requests import Request, sections_of

_OWN_WORDS = ("earlier answer", "problems", "Your last text", "What was wrong with it")


def find_raw_identifiers(requests: Iterable[Request], *, published: Set[str] = frozenset()) -> list[str]:
    """Each identity number, card, phone number and e-mail address that no approved text publishes, with its kind."""
    known = published | _sample_contacts()
    return [
        f"{data.kind.value}: {text[data.start : data.end]}"
        for text in map(_told, requests)
        for data in find_personal_data(text, published=known)
    ]


def _told(request: Request) -> str:
    """All of the data but what the model itself has said before."""
    lines = (
        line for name, rest, below in sections_of(request) if name not in _OWN_WORDS for line in (name, rest, *below)
    )
    return "\n".join(lines)


@cache
def _sample_contacts() -> frozenset[str]:
    """What the sample city publishes about its own offices."""
    texts = (path.read_text("utf-8") for path in sample_files())
    return frozenset(contact for text in texts for line in text.splitlines() for contact in find_contacts(line))
