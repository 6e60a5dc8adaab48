"""What is a model told, and how is it told that everything else is data?  Prompts are files with versions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import ChosenModel


@dataclass(frozen=True)
class Prompt:
    """`version` is the name of its file, as `compose_1`; `text` may hold `{mark}` and the names that its step fills."""

    version: str
    text: str


@cache
def load_prompt(version: str) -> Prompt:
    """The shipped prompt of that version.  Raises SettingsInvalid where there is none."""
    file = files("assistant.answering") / "prompts" / f"{version}.md"
    if not version.replace("_", "").isalnum() or not file.is_file():
        raise SettingsInvalid(f"there is no prompt {version!r}", field="prompt")
    return Prompt(version, file.read_text("utf-8"))


def prompt_for(chosen: ChosenModel, name: str, newest: int = 1) -> Prompt:
    """The prompt `name` of a step: the version that the settings name for it, else the shipped `newest`."""
    return load_prompt(chosen.prompts.get(name) or f"{name}_{newest}")


def new_mark() -> str:
    """A mark that nobody who wrote the data can have known; each line of data stands behind it."""
    return f"[{secrets.token_hex(4)}]"


def mark_lines(text: str, mark: str) -> str:
    """`text` with `mark` before each line, so that no line of it can pass for an instruction of ours."""
    return "\n".join(f"{mark} {line}" for line in text.splitlines() or [""])
