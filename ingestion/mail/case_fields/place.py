"""What is a place in a text?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    start: int
    end: int
    exactness: float
    """Half a point for a quarter's name, one for a street or a building, half for each further part."""
