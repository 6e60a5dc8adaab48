"""Which stretches of a text are the name of a place, and how exact is each?"""

from __future__ import annotations

from ingestion.mail.case_fields.chinese_places import find_chinese
from ingestion.mail.case_fields.english_places import find_english
from ingestion.mail.case_fields.place import Place


def find_places(text: str) -> list[Place]:
    """Places in folded text, in their order, none inside another."""
    found = sorted([*find_chinese(text), *find_english(text)], key=lambda place: (place.start, -place.end))
    kept: list[Place] = []
    for place in found:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept
