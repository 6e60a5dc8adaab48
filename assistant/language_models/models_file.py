"""Which model does each step have, where one is not enough?  A TOML file that people write, and promotions too."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answering.prompting import load_prompt
from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import ModelStep
from assistant.language_models.options import Options

SETTING = "CIVICDESK_MODELS"
NAME = "models.toml"
"""In the state folder, where the setting names no other file."""
_PRICES = "prices"
_PROMPT = re.compile(r"[a-z_]+_[0-9]+")
_ADDRESS = r"^(https?://\S+)?$"
_VARIABLE = r"^([A-Za-z_][A-Za-z0-9_]*)?$"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class StepModel(_Table):
    """What a step's table says; whatever it leaves out is as the settings `CIVICDESK_MODEL…` have it."""

    model: str | None = Field(None, max_length=150)
    """Empty switches the step off."""
    base_url: str | None = Field(None, pattern=_ADDRESS, max_length=500)
    api_key_env: str | None = Field(None, pattern=_VARIABLE, max_length=200)
    """The environment variable that holds the key: the file itself holds none."""
    prompts: Mapping[str, str] = Field(default_factory=dict)
    """The version of a prompt by its name, as `compose = "compose_2"`."""
    max_tokens: int | None = Field(None, ge=16, le=100_000)
    """How long an answer may be."""
    options: Options | None = None
    """What is sent beside, as `{ reasoning_effort = "none" }`."""


class Price(_Table):
    """Per million tokens, in any currency."""

    input: float = Field(0.0, ge=0, strict=False, allow_inf_nan=False)
    output: float = Field(0.0, ge=0, strict=False, allow_inf_nan=False)

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * self.input + tokens_out * self.output) / 1_000_000


class ModelsFile(_Table):
    steps: Mapping[Annotated[ModelStep, Field(strict=False)], StepModel] = Field(default_factory=dict)
    prices: Mapping[str, Price] = Field(default_factory=dict)


NOTHING_SET = ModelsFile()


def read_models_file(path: Path) -> ModelsFile:
    """Raises SettingsInvalid, naming file, table and key."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refusal(path, f"cannot be read: {error}") from error
    prices = tables.pop(_PRICES, {})
    try:
        file = ModelsFile.model_validate({"steps": tables, "prices": prices})
    except ValidationError as error:
        raise _refusal(path, _explain(error.errors()[0])) from error
    for step, table in file.steps.items():
        _check_prompts(path, step, table)
    return file


def write_models_file(path: Path, file: ModelsFile) -> None:
    """Put `file` in the place of what is there, wholly or not at all; comments of the old one are lost."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as target:
        target.write("\n".join(_lines(file)).lstrip() + "\n")
        target.flush()
        os.fsync(target.fileno())
    beside.replace(path)


def _lines(file: ModelsFile) -> Iterator[str]:
    for step, table in file.steps.items():
        yield f"\n[{step.value}]"
        for key, value in table.model_dump(exclude_none=True, exclude_defaults=True).items():
            yield f"{key} = {_written(value)}"
    for name, price in file.prices.items():
        yield f"\n[{_PRICES}.{_written(name)}]"
        yield f"input = {price.input}\noutput = {price.output}"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_written(key)} = {_written(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    # JSON's strings are TOML's but for one sign.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _check_prompts(path: Path, step: ModelStep, table: StepModel) -> None:
    for name, version in table.prompts.items():
        place = f"[{step.value}] prompts.{name}"
        if not _PROMPT.fullmatch(version) or version.rpartition("_")[0] != name:
            raise _refusal(path, f"{place}: a version of {name} is called {name}_1, {name}_2 and so on")
        try:
            load_prompt(version)
        except SettingsInvalid as error:
            raise _refusal(path, f"{place}: {error}") from error


def _explain(error: Mapping[str, Any]) -> str:
    part, *place = [str(step) for step in error["loc"]]
    if not place:
        return f"[{part}]: {error['msg']}"
    table, *keys = place
    if part == "steps" and keys == ["[key]"]:
        return f"[{table}]: there is no such step; there are {', '.join(ModelStep)}"
    table = f'{_PRICES}."{table}"' if part == _PRICES else table
    problem = "there is no such key" if error["type"] == "extra_forbidden" else str(error["msg"])
    return f"[{table}] {'.'.join(keys)}: {problem}" if keys else f"[{table}]: {problem}"


def _refusal(path: Path, reason: str) -> SettingsInvalid:
    return SettingsInvalid(f"{SETTING}: {path}: {reason}", field=SETTING)
