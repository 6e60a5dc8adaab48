"""How does an agent's own text come before a model without what identifies somebody, and whole again after it?

A token stands for each thing that is hidden.  It has to come back exactly once: a model that loses, repeats or makes up
a token has failed.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from assistant.privacy import find_personal_data

_TOKEN = re.compile(r"\{[^{}\n]{0,60}\}")
"""Whatever stands in braces, the blanks of a canned reply too: they are hidden so that none is taken for a token."""


@dataclass(frozen=True)
class Hidden:
    text: str
    items: tuple[str, ...]
    """What stands behind `{item1}`, `{item2}`, …"""

    def restore(self, text: str) -> str | None:
        """`text` with what was hidden put back; None where a token is lost, doubled or unknown."""
        expected = [f"{{item{number}}}" for number in range(1, len(self.items) + 1)]
        if sorted(_TOKEN.findall(text)) != sorted(expected):
            return None
        values = dict(zip(expected, self.items, strict=True))
        return _TOKEN.sub(lambda token: values[token[0]], text)


def hide(text: str, *, published: Set[str] = frozenset()) -> Hidden:
    """`text` with a token for each thing that identifies somebody; `published` contacts of offices stay."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    rest = _blank(text, spans)
    while found := find_personal_data(rest, published=published):  # Taking one out may leave another standing alone.
        spans += [(data.start, data.end) for data in found]
        rest = _blank(rest, spans)
    pieces, items, end = list[str](), list[str](), 0
    for start, stop in sorted(spans):
        items.append(text[start:stop])
        pieces += [text[end:start], f"{{item{len(items)}}}"]
        end = stop
    return Hidden("".join([*pieces, text[end:]]), tuple(items))


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text
