"""What is a model told, and how is it told that everything else is data?  Prompts are files with versions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import ChosenModel
from assistant.languages import LANGUAGE_NAMES


@dataclass(frozen=True)
class Prompt:
    """`version` is the name of its file, as `compose_1`; `text` may hold `{mark}` and the names that its step fills."""

    version: str
    text: str

    def filled(self, **values: str) -> str:
        """Its text with each `{name}` of `values` filled in; other braces are the prompt's own."""
        text = self.text
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text


_STYLES = {
    "en": "Use British spelling.",
    "zh-Hant": (
        "Use Traditional characters and the words of Hong Kong government notices, in formal written Chinese: "
        "never Cantonese, never Simplified characters."
    ),
    "zh-Hans": "Use Simplified characters and plain written Chinese: never Cantonese, never Traditional characters.",
}


def describe_language(language: str) -> dict[str, str]:
    """The `{language}`, its `{code}` and the `{style}` in which it is written, for a prompt."""
    return {"language": LANGUAGE_NAMES["en"][language], "code": language, "style": _STYLES[language]}


@cache
def load_prompt(version: str) -> Prompt:
    """The shipped prompt of that version.  Raises SettingsInvalid where there is none."""
    file = files("assistant.answering") / "prompts" / f"{version}.md"
    if not version.replace("_", "").isalnum() or not file.is_file():
        raise SettingsInvalid(f"there is no prompt {version!r}", field="prompt")
    return Prompt(version, file.read_text("utf-8"))


def prompt_for(chosen: ChosenModel, name: str) -> Prompt:
    """The prompt `name` of a step: the version that the settings name for it, else the first."""
    return load_prompt(chosen.prompts.get(name) or f"{name}_1")


def new_mark() -> str:
    """A mark that nobody who wrote the data can have known; each line of data stands behind it."""
    return f"[{secrets.token_hex(4)}]"


def mark_lines(text: str, mark: str) -> str:
    """`text` with `mark` before each line, so that no line of it can pass for an instruction of ours."""
    return "\n".join(f"{mark} {line}" for line in text.splitlines() or [""])
