"""What might the agent do next, beside replying?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from assistant.answering.draft import Draft
from assistant.answering.intents import Intent
from assistant.languages import fold
from assistant.suggestions.reader import Reader
from assistant.suggestions.suggestion import ActionKind, NextAction
from assistant.suggestions.wording import load_agent_wording

_REPORTS = frozenset({Intent.COMPLAINT, Intent.SERVICE_REQUEST})


def list_actions(draft: Draft, intent: Intent | None, reader: Reader, *, is_quiet: bool) -> Iterator[NextAction]:
    """Opening a case, asking for the place of a report, and passing on what is another department's."""
    wording = load_agent_wording()
    if intent in _REPORTS:
        yield NextAction(ActionKind.OPEN_CASE, wording.text("open_case", reader.language))
        if not names_place(draft.standalone):
            ask = wording.text("ask_place", draft.language)
            yield NextAction(ActionKind.ASK_MISSING, wording.text("ask_missing", reader.language), ask)
    department = _closest_department(draft)
    # What stands in the contact centre's own queue is passed on only when there is nothing to reply with.
    if department and department != reader.department and (reader.department or is_quiet):
        found = draft.tools.catalogue.find_department(department)
        name = found.name(reader.language) if found else department
        label = wording.text("transfer", reader.language, department=name)
        yield NextAction(ActionKind.TRANSFER, label, department)


def names_place(text: str) -> bool:
    """True when `text` seems to say where: a guess by words such as street, estate, 街, 邨 and 樓."""
    places, things = _patterns()
    return places.search(things.sub(" ", fold(text))) is not None


def _closest_department(draft: Draft) -> str | None:
    if draft.used:
        return draft.used[0].department
    if not draft.result or not draft.hits:
        return None
    thresholds = draft.tools.confidence.thresholds(draft.result.features)
    return draft.hits[0].department if draft.confidence >= thresholds.department else None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What names a place, and what only sounds like one."""
    words = tomllib.loads((files("assistant.suggestions") / "places.toml").read_text("utf-8"))
    english = "|".join(words["english"].split())
    chinese = "|".join(fold(word) for word in words["chinese"].split())
    return re.compile(rf"\b(?:{english})s?\b|{chinese}"), re.compile(fold(words["things"]))
