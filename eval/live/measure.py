"""What is the load of live conversations measured on, and how does a person read it?"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.installation import open_installation
from eval.bench.memory import mebibytes
from eval.bench.plan import Say
from eval.bench.served import served
from eval.bench.table import spread
from eval.datasets.sample import answerable_questions
from eval.knowledge_sets import sample_articles
from eval.live.load import LoadPlan, Notes, run_load
from eval.live.people import sign_in_agents
from eval.tables import markdown_table


@dataclass(frozen=True)
class MeasuredLoad:
    notes: Notes
    plan: LoadPlan
    memory: str

    @property
    def failures(self) -> int:
        return len(self.notes.errors) + self.notes.lost + self.notes.doubled

    def table(self) -> str:
        rows = [
            *(self._delays(f"Delivered from {sender}", delays) for sender, delays in self.notes.delays_ms.items()),
            self._delays("Suggestion for an agent", self.notes.suggestions_ms),
        ]
        heads = ("Measured", "messages", "median / 95th percentile", "longest")
        counts = f"{len(self.notes.errors)} errors, {self.notes.lost} messages lost, {self.notes.doubled} doubled"
        note = (
            f"{self.plan.citizens} citizens with an agent, {self.plan.agents} agents with the console open, for "
            f"{self.plan.seconds} s, each citizen writing every {self.plan.every_seconds:g} s.  Client and "
            f"service (one process, SQLite) share {os.cpu_count()} cores.  {counts}; the service holds {self.memory}."
        )
        return f"{markdown_table(heads, rows)}\n\n{note}"

    def _delays(self, name: str, delays: Sequence[float]) -> tuple[str, str, str, str]:
        if not delays:
            return name, "0", "–", "–"
        return name, f"{len(delays):,}", str(spread(delays)), f"{max(delays):,.0f} ms"


def measure_load(plan: LoadPlan, *, say: Say) -> MeasuredLoad:
    """Serve the sample city in a folder that is removed afterwards, and let everybody talk."""
    questions = [question.text for question in answerable_questions() if not question.history]
    with TemporaryDirectory(prefix="civicdesk-live-") as folder, open_installation(Path(folder)) as installation:
        installation.publish(sample_articles())
        agents = sign_in_agents(installation.database, plan.agents)
        with served(installation) as service:
            service.wait()
            [talk] = service.start_talks(1)
            service.ask(talk, questions[0])
            notes = asyncio.run(run_load(service.port, plan, agents, questions, say=say))
            memory = mebibytes(service.resident_bytes())
    for error in notes.errors[:20]:
        say(error)
    return MeasuredLoad(notes, plan, memory)
