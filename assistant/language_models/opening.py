"""Which models do the settings name?"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assistant.bounded_calls import READ_SECONDS
from assistant.database import Database
from assistant.errors import SettingsInvalid
from assistant.language_models.chosen import NO_MODELS, ChosenModel, Models, ModelStep
from assistant.language_models.langchain_chat_model import LangChainChatModel
from assistant.language_models.langchain_makers import PREFIX
from assistant.language_models.metered_model import Meter, MeteredModel, Places
from assistant.language_models.models_file import NAME, NOTHING_SET, SETTING, ModelsFile, StepModel, read_models_file
from assistant.language_models.openai_chat_model import TOTAL_SECONDS, OpenAIChatModel
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

    `database` is asked for where there is a model: its calls are counted there, and stopped by its switches.
    """
    path = models_path(settings)
    file = read_models_file(path) if settings.models or path.is_file() else NOTHING_SET
    wanted = {step: found for step in ModelStep if (found := _find_wanted(settings, file, step))}
    if not wanted:
        return NO_MODELS
    opened = _Opened(settings.model_patience_seconds)
    chosen = {step: ChosenModel(step, opened.model(one), one.table.prompts) for step, one in wanted.items()}
    if database is None:
        return Models(chosen)
    return _metered(settings, file, chosen, {step: one.max_tokens for step, one in wanted.items()}, database())


@dataclass(frozen=True)
class _Wanted:
    name: str
    base_url: str
    api_key: str
    max_tokens: int
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
        if place in self.known:
            return self.known[place].with_limit(wanted.max_tokens)
        is_langchain = wanted.name.startswith(PREFIX)
        kind: type[OpenAIChatModel | LangChainChatModel] = LangChainChatModel if is_langchain else OpenAIChatModel
        try:
            self.known[place] = kind(
                wanted.name.removeprefix(PREFIX),
                base_url=wanted.base_url,
                api_key=wanted.api_key,
                max_tokens=wanted.max_tokens,
                total_seconds=max(TOTAL_SECONDS, self.patience_seconds),
                read_seconds=max(READ_SECONDS, self.patience_seconds - 1),
            )
        except SettingsInvalid as error:
            raise SettingsInvalid(f"{wanted.setting}: {error}", field=wanted.setting.partition(":")[0]) from error
        return self.known[place]


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
    setting = "CIVICDESK_MODEL" if table.model is None else f"{SETTING}: [{step.value}] model"
    return _Wanted(name, base_url, api_key, table.max_tokens or MAX_TOKENS[step], table, setting)


def _read_key(step: ModelStep, variable: str) -> str:
    key = os.environ.get(variable, "")
    if not key:
        reason = f"{SETTING}: [{step.value}] api_key_env: the environment has no {variable}"
        raise SettingsInvalid(reason, field=SETTING)
    return key


def _metered(
    settings: Settings,
    file: ModelsFile,
    chosen: dict[ModelStep, ChosenModel],
    limits: dict[ModelStep, int],
    database: Database,
) -> Models:
    switches = SwitchWatch(database)

    def is_off() -> bool:
        return switches.current().models_off

    places = Places(settings.model_concurrency)
    share = settings.model_network_share
    meter = Meter(SharedWrites(database), places, settings.model_daily_tokens, file.prices, is_off, share)
    return Models(
        {
            step: ChosenModel(step, MeteredModel(one.model, step, meter, max_tokens=limits[step]), one.prompts)
            for step, one in chosen.items()
        },
        is_off=is_off,
    )
