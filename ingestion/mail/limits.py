"""How much of a mail is read at all?  What lies beyond is left out and said; the raw mail is kept whole elsewhere."""

from __future__ import annotations

MAX_BYTES = 25 * 1024 * 1024
MAX_PARTS = 100
MAX_DEPTH = 20
MAX_RECIPIENTS = 200
MAX_HEADER_BYTES = 64 * 1024
"""Of one part's headers together."""
MAX_HEADER_LINES = 1_000
MAX_BODY_CHARACTERS = 400_000
MAX_HTML_CHARACTERS = 2_000_000
MAX_ATTACHMENT_CHARACTERS = 200_000
MAX_PROBLEMS = 30
MAX_TEXT_BYTES = 2_000_000
"""Of one part that are decoded."""
