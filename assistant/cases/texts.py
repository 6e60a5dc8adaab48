"""Is what somebody has written there a text at all, and what is the citizen told in which language?"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from assistant.cases.catalogue import Catalogue
from assistant.errors import InvalidInput
from assistant.languages import clean

MAX_LENGTH = 20_000


def written(text: str, field: str, *, at_most: int = MAX_LENGTH) -> str:
    """The text without what nobody sees.  Raises InvalidInput, naming the field, where nothing is left or too much."""
    text = clean(text).strip()
    if not text:
        raise InvalidInput("nothing is written there", field=field)
    if len(text) > at_most:
        raise InvalidInput(f"at most {at_most:,} characters", field=field)
    return text


def told(name: str, language: str, **values: str) -> str:
    """The fixed text of that name in the citizen's language, with its places filled in."""
    return _wording()[language][name].format(**values)


def who(department: str | None, catalogue: Catalogue, language: str) -> str:
    """The department's name; a case of none is the contact centre's."""
    return catalogue.department_name(department, language) or told("contact_centre", language)


@lru_cache(maxsize=1)
def _wording() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("wording.toml").read_text("utf-8"))
