"""How is a long answer given to a model that answers within seconds?  Paragraph by paragraph."""

from __future__ import annotations

MOST = 3_000
"""Characters of one piece, unless a single paragraph is longer."""


def split_pieces(text: str) -> list[str]:
    """Pieces of whole paragraphs; joined by an empty line they are `text`.  One piece, "", for an empty text."""
    pieces: list[str] = []
    for paragraph in text.split("\n\n"):
        if pieces and len(pieces[-1]) + len(paragraph) < MOST:
            pieces[-1] += f"\n\n{paragraph}"
        else:
            pieces.append(paragraph)
    return pieces
