"""How is the quality of the service measured from the command line?"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import click

from assistant.answering.confidence import load_confidence
from assistant.settings import load_settings
from eval.abstention.cli import measure_abstention
from eval.abstention.fit import fit_confidence
from eval.datasets.questions import Split
from eval.knowledge_sets import load_sets
from eval.measurement import Measurement
from eval.retrieval.cli import measure_retrieval
from eval.routing.cli import measure_routing
from eval.runs import start_run
from eval.tables import put_between_markers
from knowledge_base.embeddings import open_embedding

TASKS: dict[str, Callable[[Measurement], str]] = {
    "abstention": measure_abstention,
    "retrieval": measure_retrieval,
    "routing": measure_routing,
}
USUAL_SETS = {
    "abstention": ("sample", "taipei_gov_faq", "ncp_policy_qa", "doc2dial", "mtrag_un"),
    "retrieval": (),
    "routing": ("sample", "taipei_gov_faq"),
}
"""What a task measures when no set is named; nothing means every set."""


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
@click.option("--readme", is_flag=True, help="Put the table between its markers in README.md.")
def command(
    task: str, *, names: tuple[str, ...], split: str, data: Path, out: Path | None, fit: bool, readme: bool
) -> None:
    """Measure TASK on known questions and leave a run folder with every number."""
    if fit and task != "abstention":
        raise click.UsageError("--fit belongs to abstention")
    settings = load_settings()
    sets, missing = load_sets(names or USUAL_SETS[task], data)
    if missing:
        click.echo(f"not at hand below {data}, left out: {', '.join(missing)}", err=True)
    measurement = Measurement(
        run=start_run(out or settings.home / "eval", task),
        sets=sets,
        missing=missing,
        split=Split(split),
        embedding=open_embedding(settings),
        baseline=open_embedding(settings.model_copy(update={"embedding": "minilm"})),
        cache=settings.home / "eval" / "cache",
        report=lambda line: click.echo(line, err=True),
    )
    if fit:
        click.echo(fit_confidence(measurement, Path(str(files("assistant.answering") / "confidence.toml"))))
        load_confidence.cache_clear()
    table = TASKS[task](measurement)
    click.echo(f"{table}\n\n{measurement.run.folder}")
    if readme:
        put_between_markers(Path("README.md"), task, table)
