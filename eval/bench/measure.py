"""What does one run of the bench measure, in which order?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.answer_time import AtSize, growth_lines, measure_answers
from eval.bench.chats import MISSING, Load, client_is_installed, measure_chats
from eval.bench.cold_start import measure_cold_start
from eval.bench.growth import City, found_city, grow
from eval.bench.ingest import measure_ingest
from eval.bench.installation import Installation, open_installation
from eval.bench.memory import measure_memory
from eval.bench.notes import notes
from eval.bench.plan import BenchPlan, Say
from eval.bench.synthetic_articles import SEED
from eval.bench.table import Line, to_markdown
from eval.datasets.sample import answerable_questions
from eval.knowledge_sets import sample_articles
from knowledge_base.embeddings import Embedding, open_embedding


@dataclass(frozen=True)
class Measured:
    """The table with its notes, and how many chats met an error."""

    table: str
    chat_errors: int


def measure(plan: BenchPlan, *, say: Say) -> Measured:
    """Run the whole plan in a folder that is removed afterwards."""
    city, questions = found_city(sample_articles(), passages=plan.sizes[0]), _questions(plan.questions)
    with TemporaryDirectory(prefix="civicdesk-bench-") as folder:
        with open_installation(Path(folder) / "ingest") as installation:
            say(f"ingest: {plan.ingested_articles:,} articles")
            embedding = open_embedding(installation.settings)
            lines = measure_ingest(installation, city.articles, embedding, articles=plan.ingested_articles)
        with open_installation(Path(folder) / "service") as installation:
            return _measure_service(plan, installation, city, questions, embedding, lines, say=say)


def _measure_service(
    plan: BenchPlan,
    installation: Installation,
    city: City,
    questions: Sequence[str],
    embedding: Embedding,
    lines: Sequence[Line],
    *,
    say: Say,
) -> Measured:
    """Cold start and chats with the smallest knowledge, then the answers of one user while it grows."""
    grow(installation, city, embedding, passages=plan.sizes[0], say=say)
    started = measure_cold_start(installation, questions[0], starts=plan.starts, say=say)
    loads: list[Load] = []
    load_lines: list[Line] = []
    if client_is_installed():
        loads, memory = measure_chats(
            installation, questions, users=plan.users, unstored=plan.unstored_users, seconds=plan.seconds, say=say
        )
        load_lines = [*(load.line() for load in loads), memory]
    else:
        say(MISSING)
    sizes = _measure_sizes(plan, installation, city, questions, embedding, say=say)
    grown = growth_lines(sizes[0], sizes[-1]) if len(sizes) > 1 else []
    answered = [line for size in sizes for line in size.lines()]
    return Measured(
        to_markdown(
            [*started, *lines, *answered, *grown, *load_lines],
            notes(plan, embedding, minority=city.minority, has_chats=bool(loads)),
        ),
        sum(load.errors for load in loads),
    )


def _measure_sizes(
    plan: BenchPlan,
    installation: Installation,
    city: City,
    questions: Sequence[str],
    embedding: Embedding,
    *,
    say: Say,
) -> list[AtSize]:
    """One user's answers at every size; beside a busy core at the smallest, a served process up to a middle one."""
    sizes: list[AtSize] = []
    for position, size in enumerate(plan.sizes):
        grow(installation, city, embedding, passages=size, say=say)
        memory = measure_memory(installation, questions, say=say) if size <= plan.most_served_passages else ""
        at_size = measure_answers(
            installation,
            questions,
            embedding,
            minority=city.minority_questions(size),
            news=city.news(position),
            with_busy_core=position == 0,
            say=say,
        )
        sizes.append(replace(at_size, server_memory=memory))
    return sizes


def _questions(count: int) -> list[str]:
    """Real questions to the sample city, of all languages mixed; from the beginning again when there are too few."""
    texts = [question.text for question in answerable_questions() if not question.history]
    random.Random(SEED).shuffle(texts)  # noqa: S311  # Repeatable on purpose.
    return list(islice(cycle(texts), count))
