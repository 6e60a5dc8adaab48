"""Which models do the settings name?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assistant.bounded_calls import READ_SECONDS
from assistant.database import Database
from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import ChosenModel, Models, ModelStep
from assistant.language_models.langchain_chat_model import LangChainChatModel
from assistant.language_models.langchain_makers import PREFIX
from assistant.language_models.metered_model import Meter, MeteredModel, Places
from assistant.language_models.models_file import NAME, NOTHING_SET, SETTING, ModelsFile, StepModel, read_models_file
from assistant.language_models.openai_chat_model import TOTAL_SECONDS, OpenAIChatModel
from assistant.language_models.options import Options
from assistant.language_models.watched_models import WatchedModels
from assistant.settings import Settings
from assistant.shared_writes import SharedWrites
from assistant.switches.switch_watch import SwitchWatch

MAX_TOKENS = {
    ModelStep.UNDERSTAND: 300,
    ModelStep.COMPOSE: 900,
    ModelStep.CHECK: 300,
    ModelStep.AGENT: 1200,
    ModelStep.CURATOR: 3000,
    ModelStep.MAIL: 1500,
}
"""How long an answer may be where the file of models says nothing else."""


def models_path(settings: Settings) -> Path:
    """Where the file of models lies, or would lie."""
    return settings.models or settings.home / NAME


def open_models(settings: Settings, database: Callable[[], Database] | None = None) -> Models:
    """The models of the settings; without any, everything works by rules.  Raises SettingsInvalid.

    `database` is asked for where there is a model: its calls are counted there, and stopped by its switches.  Such
    models are the service's, which follows the file where somebody changes it.
    """
    path, opened = models_path(settings), _Opened(settings.model_patience_seconds)
    if database is None:
        return Models(dict(_choose(settings, _read(settings, path), opened)))
    counted = _Counted(settings, database)
    return WatchedModels(path, lambda: counted.choose(_read(settings, path), opened), is_off=counted.is_off)


def _read(settings: Settings, path: Path) -> ModelsFile:
    return read_models_file(path) if settings.models or path.is_file() else NOTHING_SET


def _choose(settings: Settings, file: ModelsFile, opened: _Opened) -> Iterator[tuple[ModelStep, ChosenModel]]:
    wanted = {step: found for step in ModelStep if (found := _find_wanted(settings, file, step))}
    for step, one in wanted.items():
        yield step, ChosenModel(step, opened.model(one), one.table.prompts)


@dataclass(frozen=True)
class _Wanted:
    name: str
    base_url: str
    api_key: str
    max_tokens: int
    options: Options
    table: StepModel
    setting: str
    """Where it is named."""


@dataclass
class _Opened:
    """Models by their address: steps that share one find out together that it is down."""

    patience_seconds: float
    """Who waits longer for an answer gives the machine longer for its first word as well."""
    known: dict[tuple[str, str, str], OpenAIChatModel | LangChainChatModel] = field(default_factory=dict)

    def model(self, wanted: _Wanted) -> OpenAIChatModel | LangChainChatModel:
        place = (wanted.name, wanted.base_url, wanted.api_key)
        try:
            if place in self.known:
                return self.known[place].with_limit(wanted.max_tokens, wanted.options)
            self.known[place] = self._open(wanted)
        except SettingsInvalid as error:
            raise SettingsInvalid(f"{wanted.setting}: {error}", field=wanted.setting.partition(":")[0]) from error
        return self.known[place]

    def _open(self, wanted: _Wanted) -> OpenAIChatModel | LangChainChatModel:
        is_langchain = wanted.name.startswith(PREFIX)
        kind: type[OpenAIChatModel | LangChainChatModel] = LangChainChatModel if is_langchain else OpenAIChatModel
        return kind(
            wanted.name.removeprefix(PREFIX),
            base_url=wanted.base_url,
            api_key=wanted.api_key,
            max_tokens=wanted.max_tokens,
            total_seconds=max(TOTAL_SECONDS, self.patience_seconds),
            read_seconds=max(READ_SECONDS, self.patience_seconds - 1),
            options=wanted.options,
        )


def _find_wanted(settings: Settings, file: ModelsFile, step: ModelStep) -> _Wanted | None:
    table = file.steps.get(step, StepModel())
    # A second opinion costs another call for each answer, so nobody has one who did not ask for it.
    inherited = "" if step is ModelStep.CHECK else settings.model
    name = inherited if table.model is None else table.model
    if not name:
        return None
    # The address of the settings is one of OpenAI's kind; a model that LangChain opens elsewhere knows its own.
    is_elsewhere = name != settings.model and name.startswith(PREFIX)
    base_url = table.base_url if table.base_url is not None else ("" if is_elsewhere else settings.model_base_url)
    is_same_place = base_url == settings.model_base_url and not is_elsewhere
    # The settings' key goes to the settings' address alone.
    api_key = settings.model_api_key.get_secret_value() if is_same_place else ""
    if table.api_key_env:
        api_key = _read_key(step, table.api_key_env)
    # One maker's words mean nothing to another, and neither do those for a request to a library's client.
    is_alike = is_same_place and name.startswith(PREFIX) == settings.model.startswith(PREFIX)
    options = table.options if table.options is not None else (settings.model_options if is_alike else {})
    setting = "CIVICDESK_MODEL" if table.model is None else f"{SETTING}: [{step.value}] model"
    return _Wanted(name, base_url, api_key, _most(file, step), options, table, setting)


def _read_key(step: ModelStep, variable: str) -> str:
    key = os.environ.get(variable, "")
    if not key:
        reason = f"{SETTING}: [{step.value}] api_key_env: the environment has no {variable}"
        raise SettingsInvalid(reason, field=SETTING)
    return key


@dataclass
class _Counted:
    """What the calls of all models share, however often they are chosen anew."""

    settings: Settings
    open_database: Callable[[], Database]

    @cached_property
    def database(self) -> Database:
        return self.open_database()

    @cached_property
    def switches(self) -> SwitchWatch:
        return SwitchWatch(self.database)

    @cached_property
    def writes(self) -> SharedWrites:
        return SharedWrites(self.database)

    @cached_property
    def places(self) -> Places:
        return Places(self.settings.model_concurrency)

    def is_off(self) -> bool:
        return self.switches.current().models_off

    def choose(self, file: ModelsFile, opened: _Opened) -> dict[ModelStep, ChosenModel]:
        chosen = dict(_choose(self.settings, file, opened))
        if not chosen:
            return {}
        share, tokens = self.settings.model_network_share, self.settings.model_daily_tokens
        meter = Meter(self.writes, self.places, tokens, file.prices, self.is_off, share)
        return {
            step: ChosenModel(step, MeteredModel(one.model, step, meter, max_tokens=_most(file, step)), one.prompts)
            for step, one in chosen.items()
        }


def _most(file: ModelsFile, step: ModelStep) -> int:
    """How long an answer may be at a step."""
    return file.steps.get(step, StepModel()).max_tokens or MAX_TOKENS[step]
