"""What must a reader of the table know?"""

from __future__ import annotations

import os
import platform
from collections.abc import Set
from pathlib import Path

from eval.bench.baselines import chroma_is_installed
from eval.bench.chats import MISSING
from eval.bench.plan import BenchPlan
from knowledge_base.embeddings import Embedding


def notes(plan: BenchPlan, embedding: Embedding, *, minority: Set[str], has_chats: bool) -> list[str]:
    """How everything was measured, on which machine, and what was not."""
    told = [
        f"Measured on {os.cpu_count()} cores ({_processor()}), Python {platform.python_version()}, "
        f"{platform.system()}; embedding {embedding.name}.  Two durations are the median and the 95th percentile.",
        "The first answer is counted from the start of the process, with the conversation that is begun for it; one "
        "start before is not counted, as the first after an upgrade compiles the code.",
        "Passages beyond the sample city's are synthetic: its sentences recombined at numbered places, with vectors "
        "drawn near the real ones (cosine about .88), as embedding all of them would take an hour.",
        f"Answers are timed over {plan.questions} real questions, whole answers without HTTP; beside the search, in "
        "the same run and with the same vectors, LangChain's `Chroma.similarity_search` and one product of matrix and "
        "vector with numpy.  Those give passages without keyword search, effective dates or withdrawal.  A later "
        "message is read with the two before it, which are longer to embed than the question alone.",
        "Top-5 agreement is the mean share of the five nearest passages by exact search (numpy over all vectors) that "
        "the top five of the service's vector index hold, and those of LangChain with Chroma; passages as near as the "
        "fifth count as well.",
        f"A minority topic is one of {', '.join(sorted(minority))}: the departments with the fewest articles at the "
        "smallest size, of which no synthetic article is made.",
        "Beside a busy core: the same messages once more, while another process computes without a pause on one core.",
        "Server's memory is what a served process holds after ten English and ten Chinese answers (resident).",
    ]
    if not chroma_is_installed():
        told.append("LangChain is not installed, so its column is empty: `pip install langchain-chroma`.")
    return [*told, *(_of_chats(plan) if has_chats else [f"Not measured: {MISSING}."])]


def _of_chats(plan: BenchPlan) -> list[str]:
    return [
        f"Chats: every citizen sends the next message as soon as the answer is there, for {plan.seconds} s or "
        "until each should have three answers, from another process (wrk) on the same cores.  An answer's body "
        "comes with its headers, so the time to the first byte is the whole time.  All of it is stored, but for the "
        "same load on `POST /api/v1/answers`, which stores nothing and answers each as a first message."
    ]


def _processor() -> str:
    """The processor's name, where the system tells it."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
