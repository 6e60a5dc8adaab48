"""What comes out of the check of a file?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckedFile:
    """What may be kept, and where a photo says that it was taken."""

    content: bytes
    latitude: float | None = None
    longitude: float | None = None


class Refusal(Exception):
    """Why the file cannot be taken, in words for the sender."""
