"""What does every task measure with: which sets, which split, which model, and where do its numbers go?"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from eval.answers.with_models import WithModels
from eval.datasets.questions import KnownQuestion, Split
from eval.knowledge_sets import KnowledgeSet, OpenedSet, open_set
from eval.runs import Run
from knowledge_base.embeddings import Embedding


@dataclass(frozen=True)
class Measurement:
    """One run of one task.  `report` is told, a line at a time, what a person at the terminal waits for."""

    run: Run
    sets: Sequence[KnowledgeSet]
    missing: Sequence[str]
    """Names of sets that were wanted and are not at hand."""
    split: Split
    embedding: Embedding
    baseline: Embedding | None
    """The model of the dense baselines; None where it is not installed."""
    cache: Path
    report: Callable[[str], None]
    data: Path = Path("nowhere")
    """The folder of the public data sets."""
    with_models: WithModels = field(default_factory=WithModels)
    """What answers are measured with; every other task measures rules alone."""

    @contextmanager
    def open(self, chosen: KnowledgeSet) -> Iterator[OpenedSet]:
        """The set's knowledge, made searchable."""
        self.report(f"{chosen.name}: {len(chosen.articles)} articles")
        with open_set(chosen, self.embedding, cache=self.cache) as opened:
            yield opened

    def questions(self, chosen: KnowledgeSet, *, answerable_only: bool = False) -> list[KnownQuestion]:
        """The set's questions in the split that is measured."""
        return [q for q in chosen.questions if q.split is self.split and (q.is_answerable or not answerable_only)]

    def write(
        self,
        results: Mapping[str, Any],
        table: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        failures: Sequence[Mapping[str, Any]],
    ) -> None:
        """Everything of the run folder but its pictures."""
        self.run.write_config(self._config())
        self.run.write_results(results)
        self.run.write_table(table)
        self.run.write_rows(rows, failures=failures)

    def _config(self) -> dict[str, Any]:
        return {
            "task": self.run.task,
            "split": self.split.value,
            "sets": [chosen.name for chosen in self.sets],
            "sets_not_at_hand": list(self.missing),
            "embedding": self.embedding.name,
            "baseline": self.baseline.name if self.baseline else None,
            "models": self.with_models.describe(),
            "search": _policy("knowledge_base", "search.toml"),
            "confidence": _policy("assistant.answering", "confidence.toml"),
        }


def _policy(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads((files(package) / name).read_text("utf-8"))
