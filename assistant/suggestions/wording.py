"""Which fixed words does an agent read beside a suggestion?"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from assistant.answering.wording import Wording


@lru_cache(maxsize=1)
def load_agent_wording() -> Wording:
    return Wording(tomllib.loads((files("assistant.suggestions") / "wording.toml").read_text("utf-8")))
