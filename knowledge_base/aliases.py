"""Which other names does a thing have, HKID for an identity card say?  For matching only; nothing of it is shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain

from knowledge_base.keyword_search import is_han, read_letters, tokenise

Form = tuple[str, ...]
"""The tokens of one name."""


@dataclass(frozen=True)
class Aliases:
    """The groups of names, ready to be found in a question."""

    others: dict[Form, tuple[Form, ...]]
    """By the tokens of a name, those of the others in its groups."""
    english: dict[str, tuple[Form, ...]]
    """English names by their first stem, longer ones first."""
    stems: frozenset[str]
    """Every stem of an English name; such a word is not misspelt."""
    chinese: re.Pattern[str]

    def starting_at(self, stems: Sequence[str], place: int) -> Form | None:
        """The longest English name that stands in `stems` from `place` on."""
        for form in self.english.get(stems[place], ()):
            if tuple(stems[place : place + len(form)]) == form:
                return form
        return None


@lru_cache(maxsize=1)
def load_aliases() -> Aliases:
    data = tomllib.loads((files("knowledge_base") / "aliases.toml").read_text("utf-8"))
    groups = [names for topic in data["groups"].values() for names in topic]
    return make_aliases(groups)


def make_aliases(groups: Sequence[Sequence[str]]) -> Aliases:
    """A name may stand in several groups; it then has the other names of all of them."""
    others: dict[Form, dict[Form, None]] = {}
    for group in groups:
        forms = dict.fromkeys(tuple(tokenise(name)) for name in group)
        for form in forms:
            others.setdefault(form, {}).update((other, None) for other in forms if other != form)
    english: dict[str, list[Form]] = {}
    for form in sorted(others, key=len, reverse=True):
        if not any(map(is_han, form)):
            english.setdefault(form[0], []).append(form)
    chinese = {name for name in map(read_letters, chain.from_iterable(groups)) if is_han(name)}
    return Aliases(
        others={form: tuple(names) for form, names in others.items()},
        english={first: tuple(forms) for first, forms in english.items()},
        stems=frozenset(stem for forms in english.values() for form in forms for stem in form),
        chinese=re.compile("|".join(map(re.escape, sorted(chinese, key=len, reverse=True)))),
    )
