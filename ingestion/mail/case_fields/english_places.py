"""Which stretches of English text name a place?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingestion.mail.case_fields.gazetteer import english_places, english_words, is_region
from ingestion.mail.case_fields.place import Place
from ingestion.mail.case_fields.rules import read_rules

_WORD = re.compile("[A-Za-z]{3}")
_RULES = read_rules(
    "english_places",
    known=english_places(),
    streets=english_words("english_streets"),
    streets_upper=english_words("english_streets").upper(),
    named=english_words("english_named"),
)


def find_english(text: str) -> Iterator[Place]:
    if not _WORD.search(text):
        return
    place = 0
    while found := _RULES["part"].search(text, place):
        start, end, exactness = _english_chain(text, found)
        if (
            exactness > 0
            and not _RULES["says_nothing"].match(text[start:end])
            and not _RULES["authority"].search(text[start : end + 12].split("\n")[0])
        ):
            yield Place(start, end, exactness)
        place = max(end, found.end())


_GAIN = {"unit": 0.75, "street": 1.0, "named": 0.75, "known": 0.5, "post": 0.75, "code": 0.25}


def _english_chain(text: str, found: re.Match[str]) -> tuple[int, int, float]:
    start = found.start()
    while found.lastgroup != "known" and (stop := _RULES["no_start"].match(text, start, found.end())):
        start = stop.end()
    if not _RULES["part"].fullmatch(text, start, found.end()):
        return found.start(), found.end(), 0.0
    end, kinds = found.end(), [str(found.lastgroup)]
    while True:
        if aside := _RULES["aside"].match(text, end):
            end = aside.end()
            continue
        link = _RULES["link"].match(text, end)
        step = link and _RULES["part"].match(text, link.end())
        if step and step.lastgroup and not _RULES["no_start"].match(step[0]):
            kinds.append(step.lastgroup)
            end = step.end()
            continue
        tail = _RULES["tail"].match(text, end)
        if not tail or kinds[-1] == "tail":
            break
        kinds.append("tail")
        end = tail.end()
    if end == found.end() and is_region(found[0]):
        return start, end, 0.0
    exactness = sum(_GAIN.get(kind, 0.25) for kind in kinds)
    # A flat, a lamp post's number or a postcode alone is no place.
    return start, end, exactness if {"street", "named", "known"} & set(kinds) or "post" in kinds else 0.0
