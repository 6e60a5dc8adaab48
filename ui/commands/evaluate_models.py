"""How are answers measured with other language models, and how does a better choice of them come to serve?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.language_models.chosen import Models
from assistant.language_models.models_file import read_models_file
from assistant.language_models.opening import models_path, open_models
from assistant.settings import Settings
from eval.answers.comparing import Ask, compare_models
from eval.answers.generate import ask_all, departments_of, spread
from eval.answers.golden import ask_golden
from eval.answers.promoting import promote_models
from eval.answers.scoring import Scored, score_all
from eval.answers.with_models import WithModels, open_with_models
from eval.measurement import Measurement
from knowledge_base.knowledge_base import open_knowledge_base
from knowledge_base.replays.questions import MOST, golden_questions
from ui.service import open_database

_OPTIONS = (
    click.option(
        "--runs", default=3, show_default=True, type=click.IntRange(1, 20), help="answers: times each is asked."
    ),
    click.option("--questions", type=click.IntRange(1), help="answers: at most so many, evenly taken.  [default: all]"),
    click.option("--model", help="answers: of every step that the file of models names no other for."),
    click.option("--judge", is_flag=True, help="answers: a model says what it thinks of each, in a table of its own."),
    click.option(
        "--compare",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="answers: a file of models and prompts to compare with what serves; ends with 1 where something falls.",
    ),
    click.option("--golden", is_flag=True, help="--compare: ask this installation's golden questions of what is live."),
    click.option("--promote", is_flag=True, help="--compare: let the file serve where nothing falls."),
)


@dataclass(frozen=True)
class ModelOptions:
    """What was said on the command line of models."""

    runs: int
    questions: int | None
    model: str | None
    judge: bool
    compare: Path | None
    golden: bool
    promote: bool

    def check(self, task: str) -> None:
        """Raises UsageError where options do not belong together."""
        if task != "answers" and (self.questions or self.model or self.judge or self.compare):
            raise click.UsageError("--questions, --model, --judge and --compare belong to answers")
        if (self.golden or self.promote) and not self.compare:
            raise click.UsageError("--golden and --promote belong to --compare")

    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"model": self.model}) if self.model else settings

    def open(self, settings: Settings) -> WithModels:
        return open_with_models(settings, runs=self.runs, most_questions=self.questions, judged=self.judge)


def with_model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`command` with the options that belong to answers."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def compare_candidate(measurement: Measurement, settings: Settings, options: ModelOptions) -> None:
    """Compare, tell, and promote where that is wanted and nothing falls; ends with 1 where something does."""
    if options.compare is None:
        raise click.UsageError("there is nothing to compare with")
    candidate = read_models_file(options.compare)
    with closing(open_database(settings)) as database:
        of_candidate = settings.model_copy(update={"models": options.compare})
        live, then = open_models(settings), open_models(of_candidate)
        with _asking(measurement, settings, options, database) as ask:
            comparison = compare_models(ask, live, then)
        measurement.write(comparison.results(), comparison.table(), comparison.rows(), failures=comparison.lost_rows())
        click.echo(f"{comparison.table()}\n\n{measurement.run.folder}")
        if not comparison.passed:
            sys.exit(1)
        if options.promote:
            path = models_path(settings)
            with database.write() as session:
                promote_models(session, candidate, path, comparison=comparison, actor=operator())
            click.echo(f"promoted to {path}: services that read it ask these models from now on")


@contextmanager
def _asking(measurement: Measurement, settings: Settings, options: ModelOptions, database: Database) -> Iterator[Ask]:
    """Asks the golden questions of what is live here, or those of the first set of what the set holds."""
    if options.golden:
        catalogue = load_catalogue(settings.catalogue)
        with database.read() as session:
            golden = golden_questions(session, limit=options.questions or MOST)
        with closing(open_knowledge_base(settings, database)) as knowledge:
            yield lambda models: ask_golden(
                golden,
                models,
                knowledge=knowledge,
                database=database,
                catalogue=catalogue,
                patience_seconds=settings.model_patience_seconds,
            )
        return
    chosen = measurement.sets[0]
    articles = {article.id: article for article in chosen.articles}
    questions = spread(measurement.questions(chosen), options.questions)
    with measurement.open(chosen) as opened:

        def ask(models: Models) -> list[Scored]:
            assistant = opened.assistant_with(models, settings.model_patience_seconds)
            asked = ask_all(assistant, questions, departments_of(chosen), runs=1, waits=bool(models.chosen))
            return score_all(asked, articles, opened.knowledge.similarities)

        yield ask
