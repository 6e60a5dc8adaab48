"""Which model has each step, does it answer, and how much was it used?"""

from __future__ import annotations

import datetime
import time

import click

from assistant.accounts.permissions import operator
from assistant.database import today_here
from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, Role
from assistant.language_models.chosen import Models
from assistant.language_models.opening import models_path, open_models
from assistant.language_models.usage import Used, list_used
from assistant.settings import load_settings
from ui.service import open_database

QUESTION = [ChatMessage(Role.USER, "Answer with one word: what is the capital of France?")]


@click.command()
@click.option("--days", default=7, type=click.IntRange(1, 92), show_default=True, help="Today among them.")
@click.option("--try", "is_tried", is_flag=True, help="Ask each model a question of one word.")
def command(*, days: int, is_tried: bool) -> None:
    """Show which language model has each step, and how much it was used day by day."""
    settings = load_settings()
    database = open_database(settings)
    models = open_models(settings, lambda: database)
    for step, chosen in models.chosen.items():
        prompts = "".join(f"  {version}" for version in chosen.prompts.values())
        click.echo(f"{step.value}  {chosen.model.name}{prompts}")
    if not models.chosen:
        click.echo(f"no model is set, by CIVICDESK_MODEL or {models_path(settings)}: everything works by rules")
    if models.chosen and models.are_off:
        click.echo("language models are switched off")
    if is_tried:
        _try(models)
    since = today_here() - datetime.timedelta(days=days - 1)
    with database.read() as session:
        used = list_used(session, actor=operator(), since=since)
    for one in used:
        click.echo(_line(one))
    if models.chosen and not used:
        click.echo(f"not asked in the last {days} days")


def _try(models: Models) -> None:
    for step, chosen in models.chosen.items():
        started, tokens = time.perf_counter(), ""
        try:
            completion = chosen.model.complete(QUESTION)
            said = completion.text.strip()[:60]
            tokens = f", {completion.usage.tokens_out} tokens"  # Many, for one word, where it thinks aloud.
        except ModelUnavailable as error:
            said = f"FAILED, {error}{_cause(error)}"
        click.echo(f"{step.value}: {said} ({(time.perf_counter() - started) * 1000:.0f} ms{tokens})")


def _cause(error: ModelUnavailable) -> str:
    """What the endpoint itself has said; the question is ours, so that no citizen's word can be in it."""
    return f": {' '.join(str(error.__cause__).split())[:200]}" if error.__cause__ else ""


def _line(used: Used) -> str:
    tokens = f"{used.tokens_in} + {used.tokens_out} tokens"
    calls = f"{used.calls} calls, {used.answered_share:.0%} answered"
    return f"{used.day}  {used.step}  {calls}, {tokens}, cost {used.cost:.4f}, {used.average_ms:.0f} ms each"
