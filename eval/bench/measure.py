"""What does one run of the bench measure, in which order?"""

from __future__ import annotations

import os
import platform
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from eval.bench.answer_time import AtSize, growth_lines, measure_answers
from eval.bench.baselines import chroma_is_installed
from eval.bench.chats import MISSING, Load, client_is_installed, measure_chats
from eval.bench.cold_start import measure_cold_start
from eval.bench.ingest import measure_ingest
from eval.bench.installation import Installation, open_installation
from eval.bench.plan import BenchPlan, Say
from eval.bench.synthetic_articles import SEED, synthetic_article, synthetic_articles, take_passages
from eval.bench.synthetic_vectors import write_synthetic_vectors
from eval.bench.table import Line, to_markdown
from eval.datasets.sample import answerable_questions
from eval.knowledge_sets import sample_articles
from knowledge_base.article import ArticleContent
from knowledge_base.embeddings import Embedding, open_embedding
from knowledge_base.models import Article
from knowledge_base.passages import split_article
from knowledge_base.publishing import embed_pending

_FIRST_NEWS = 900_000
"""Number of the first synthetic article that is published while the clock runs; growth never reaches it."""


@dataclass(frozen=True)
class Measured:
    """The table with its notes, and how many chats met an error."""

    table: str
    chat_errors: int


def measure(plan: BenchPlan, *, say: Say) -> Measured:
    """Run the whole plan in a folder that is removed afterwards."""
    sample, questions = sample_articles(), _questions(plan.questions)
    with TemporaryDirectory(prefix="civicdesk-bench-") as folder:
        with open_installation(Path(folder) / "ingest") as installation:
            say(f"ingest: {plan.ingested_articles:,} articles")
            embedding = open_embedding(installation.settings)
            lines = measure_ingest(installation, sample, embedding, articles=plan.ingested_articles)
        with open_installation(Path(folder) / "service") as installation:
            return _measure_service(plan, installation, sample, questions, embedding, lines, say=say)


def _measure_service(
    plan: BenchPlan,
    installation: Installation,
    sample: Sequence[ArticleContent],
    questions: Sequence[str],
    embedding: Embedding,
    lines: Sequence[Line],
    *,
    say: Say,
) -> Measured:
    """Cold start and chats with the smallest knowledge, then the answers of one user while it grows."""
    _grow(installation, sample, embedding, passages=plan.sizes[0], say=say)
    started = measure_cold_start(installation, questions[0], starts=plan.starts, say=say)
    loads: list[Load] = []
    load_lines: list[Line] = []
    if client_is_installed():
        loads, memory = measure_chats(installation, questions, users=plan.users, seconds=plan.seconds, say=say)
        load_lines = [*(load.line() for load in loads), memory]
    else:
        say(MISSING)
    sizes: list[AtSize] = []
    for position, size in enumerate(plan.sizes):
        _grow(installation, sample, embedding, passages=size, say=say)
        news = synthetic_article(sample, _FIRST_NEWS + position)
        sizes.append(measure_answers(installation, questions, embedding, news=news, say=say))
    grown = growth_lines(sizes[0], sizes[-1]) if len(sizes) > 1 else []
    answered = [line for size in sizes for line in size.lines()]
    return Measured(
        to_markdown([*started, *lines, *answered, *grown, *load_lines], _notes(plan, embedding, loads)),
        sum(load.errors for load in loads),
    )


def _grow(
    installation: Installation, sample: Sequence[ArticleContent], embedding: Embedding, *, passages: int, say: Say
) -> None:
    """Publish what is missing up to about `passages`: the sample's articles first, synthetic ones after them.

    The vectors of the sample are computed, those of synthetic passages are drawn near them.
    """
    real = take_passages(sample, passages)
    installation.publish(_missing(installation, real))
    embed_pending(installation.database, embedding)
    lacking = passages - sum(len(split_article(content)) for content in real)
    made = _missing(installation, synthetic_articles(sample, lacking))
    if made:
        say(f"growing to {passages:,} passages: {len(made):,} synthetic articles")
        installation.publish(made)
        write_synthetic_vectors(installation.database, embedding.name)


def _missing(installation: Installation, contents: Sequence[ArticleContent]) -> list[ArticleContent]:
    with installation.database.read() as session:
        known = set(session.scalars(select(Article.id)))
    return [content for content in contents if content.id not in known]


def _questions(count: int) -> list[str]:
    """Real questions to the sample city, of all languages mixed; from the beginning again when there are too few."""
    texts = [question.text for question in answerable_questions() if not question.history]
    random.Random(SEED).shuffle(texts)  # noqa: S311  # Repeatable on purpose.
    return list(islice(cycle(texts), count))


def _notes(plan: BenchPlan, embedding: Embedding, loads: Sequence[Load]) -> list[str]:
    notes = [
        f"Measured on {os.cpu_count()} cores ({_processor()}), Python {platform.python_version()}, "
        f"{platform.system()}; embedding {embedding.name}.  Two durations are the median and the 95th percentile.",
        "Passages beyond the sample city's are synthetic: its sentences recombined at numbered places, with vectors "
        "drawn near the real ones (cosine about .88), as embedding all of them would take an hour.",
        f"Answers are timed over {plan.questions} real questions, whole answers without HTTP; beside the search, in "
        "the same run and with the same vectors, LangChain's `Chroma.similarity_search` and one product of matrix and "
        "vector with numpy.  Those give passages without keyword search, effective dates or withdrawal.  A later "
        "message is read with the two before it, which are longer to embed than the question alone.",
    ]
    if not chroma_is_installed():
        notes.append("LangChain is not installed, so its column is empty: `pip install langchain-chroma`.")
    if loads:
        notes.append(
            f"Chats: every citizen sends the next message as soon as the answer is there, for {plan.seconds} s or "
            "until each should have three answers, from another process (wrk) on the same cores.  An answer's body "
            "comes with its headers, so the time to the first byte is the whole time.  All of it is stored."
        )
    return notes if loads else [*notes, f"Not measured: {MISSING}."]


def _processor() -> str:
    """The processor's name, where the system tells it."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
