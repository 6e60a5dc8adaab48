"""Where do the lines begin with which a writer closes: thanks, name, phone and address?"""

from __future__ import annotations

from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import line_spans

_RULES = read_rules("closing")

_MOST_LINES = 8


def find_closing(body: str, signature: int) -> int:
    """Where the closing of `body` begins; at the latest where the `signature` does."""
    lines = list(line_spans(body[:signature]))
    start = signature
    for first, after in reversed(lines[-_MOST_LINES:]):
        line = body[first:after]
        if not _RULES["farewell"].match(line) and not _is_contact(line):
            break
        start = first
    # A mail of a single line or two has no closing.
    return start if lines and start > lines[0][0] else signature


def _is_contact(line: str) -> bool:
    width = sum(2 if character > "\u2e80" else 1 for character in line)
    if width > (72 if _RULES["contact"].search(line) else 48):
        return False
    if _RULES["speaks"].search(line) and not _RULES["contact"].search(line):
        return False
    return not _RULES["ends_prose"].search(line) or width <= 10
