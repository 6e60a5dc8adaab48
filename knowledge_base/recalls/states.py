"""What becomes of a recall and of each correction, and how is a citizen reached?"""

from __future__ import annotations

from enum import StrEnum


class RecallKind(StrEnum):
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"


class RecallState(StrEnum):
    LISTING = "listing"
    """The worker is still looking for who was told it."""
    OPEN = "open"
    DONE = "done"


class CorrectionState(StrEnum):
    DRAFTED = "drafted"
    LISTED = "listed"
    """Nobody can be reached: the conversation left no contact."""
    SENT = "sent"
    DISMISSED = "dismissed"


class Channel(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    NONE = "none"
