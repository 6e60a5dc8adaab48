"""Which stretches of Chinese text name a place?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.languages import has_han
from ingestion.mail.case_fields.gazetteer import chinese_words, is_region, known_places, not_in_names
from ingestion.mail.case_fields.place import Place
from ingestion.mail.case_fields.rules import read_rules

_LISTS = ("sure_suffixes", "other_suffixes", "relative", "no_name")
_RULES = read_rules("chinese_places", known=known_places(), **{key: chinese_words(key) for key in _LISTS})


def find_chinese(text: str) -> Iterator[Place]:
    if not has_han(text):
        return
    names = _veil(text)
    place = 0
    while place < len(text):
        chain = _chain(text, names, place) if text[place] > "\u3400" or text[place].isdigit() else None
        if chain is None:
            place += 1
        else:
            yield chain
            place = chain.end


def _veil(text: str) -> str:
    """`text` with a blank for each character that cannot be part of an unknown name."""
    known = [match.span() for match in _RULES["known"].finditer(text)]
    covered = {i for start, end in known for i in range(start, end)}
    veiled = list(text)
    for match in _RULES["no_name"].finditer(text):
        if not covered.intersection(range(*match.span())):
            veiled[match.start() : match.end()] = "\0" * len(match[0])
    for i, character in enumerate(text):
        if i not in covered and character in not_in_names():
            veiled[i] = "\0"
    return "".join(veiled)


def _chain(text: str, names: str, start: int) -> Place | None:
    """The longest run of parts of a place from `start` on; it begins with a name."""
    first = _RULES["known"].match(text, start)
    exactness = 0.0 if first and is_region(first[0]) else 0.5
    if first is None:
        first, exactness = _RULES["named"].match(names, start), 1.0
        if first is None or _RULES["says_nothing"].match(first[0]):
            return None
    end = first.end()
    while True:
        step, gain = _step(text, names, end)
        if step is None:
            link = _RULES["link"].match(text, end)
            step, gain = _step(text, names, link.end(), after_link=link[0].strip()) if link else (None, 0.0)
        if step is None:
            break
        end, exactness = step, exactness + gain
    return Place(start, end, exactness) if exactness else None


def _step(text: str, names: str, place: int, *, after_link: str = "") -> tuple[int | None, float]:
    """Where the next part ends that begins at `place`, and how much it adds."""
    if number := _RULES["number"].match(text, place):
        return number.end(), 1.0
    if after_link == ",":
        return None, 0.0
    if known := _RULES["known"].match(text, place):
        return (known.end(), 0.5) if not after_link else (None, 0.0)
    relative = _RULES["relative"].match(text, place)
    named = _RULES["further"].match(names, place)
    if named and (not relative or len(named[0]) > len(relative[0])) and (not after_link or len(named[0]) > 2):
        return named.end(), 1.0
    if relative and after_link not in ("和", "及"):
        return relative.end(), 0.5
    if not after_link and (aside := _RULES["aside"].match(text, place)):
        return aside.end(), 0.25
    if not after_link and (quoted := _RULES["quoted"].match(text, place)):
        return quoted.end(), 0.25
    return None, 0.0
