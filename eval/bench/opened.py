"""What is measured inside one process: the service's own parts with clocks in them, and the baselines beside them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle

from assistant.answering.answer import Status
from assistant.answering.draft import Question, Role, Turn
from assistant.assistant import Assistant
from assistant.errors import CivicDeskError
from eval.bench.baselines import EmbeddedPassages, Finder, chroma_finder, chroma_is_installed, numpy_finder
from eval.bench.installation import Installation
from eval.bench.timers import Stopwatch, TimedEmbedding, TimedIndex, timed_statements
from knowledge_base.embeddings import Embedding
from knowledge_base.keyword_search import KeywordIndex, tokenise
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.passage_index import PassageIndex, open_index
from knowledge_base.search import load_policy
from knowledge_base.snapshot import Snapshot, advance

ANSWER, LATER, SEARCH = "answer", "later message", "search"
VECTOR, INDEX, WORDS, STATEMENTS = "question's vector", "vector index", "keyword scores", "SQL"
CHROMA, NUMPY = "chroma", "numpy"


class AnswerFailed(CivicDeskError):
    """The service handed a question over because something in it broke; its time would mean nothing."""


@dataclass(frozen=True)
class OpenedService:
    """The parts of the service, `watches` around some of them, and the seconds that loading the knowledge took."""

    knowledge: KnowledgeBase
    index: PassageIndex
    assistant: Assistant
    keywords: KeywordIndex
    watches: Mapping[str, Stopwatch]
    seconds: float
    baselines: Mapping[str, Finder] = field(default_factory=dict)
    askings: Iterator[int] = field(default_factory=lambda: cycle(range(11)))

    def ask(self, question: str, *, earlier: Sequence[str]) -> dict[str, float]:
        """Milliseconds of everybody and every part, measured side by side so that a busy moment hits all alike.

        The question is answered as a first message, and again as one that follows the citizen's `earlier` ones.  Each
        time it ends in another number of full stops, as the service remembers the vectors of what was asked before.
        """
        first, later = (question + "." * next(self.askings) for _ in range(2))
        history = tuple(Turn(Role.CITIZEN, text) for text in earlier)
        taken = {name: _milliseconds(partial(find, question)) for name, find in self.baselines.items()}
        taken[WORDS] = _milliseconds(lambda: self.keywords.scores(tokenise(question)))
        taken[LATER] = _milliseconds(lambda: self.assistant.answer(Question(later, history=history)))
        for watch in self.watches.values():
            watch.take()
        started = time.perf_counter()
        answer = self.assistant.answer(Question(first))
        taken[ANSWER] = (time.perf_counter() - started) * 1000
        if answer.status is Status.HANDOFF_FAILURE:
            raise AnswerFailed(answer.error)
        searched = [step.duration_ms for step in answer.trace if step.step == "retrieve"]
        if searched:  # A fixed text answers some messages without a search.
            taken[SEARCH] = searched[0]
            taken |= {name: watch.take() for name, watch in self.watches.items()}
        return taken

    def index_finder(self, embedding: Embedding) -> Finder:
        """The vector index alone, asked for as many passages as a search asks for."""
        limit = load_policy().candidates
        return lambda question: [
            passage for passage, _ in self.index.search(embedding.embed([question])[0], limit=limit)
        ]


@contextmanager
def open_service(installation: Installation, embedding: Embedding) -> Iterator[OpenedService]:
    """The service of `installation`, its knowledge loaded, without baselines."""
    watches = {name: Stopwatch() for name in (VECTOR, INDEX, STATEMENTS)}
    indexes: list[PassageIndex] = []

    def make_index(passage_count: int) -> PassageIndex:
        settings, model = installation.settings, embedding.name
        index = open_index(settings, dimensions=embedding.dimensions, model=model, passage_count=passage_count)
        indexes.append(TimedIndex(index, watches[INDEX]))
        return indexes[-1]

    database = installation.database
    knowledge = KnowledgeBase(database, TimedEmbedding(embedding, watches[VECTOR]), make_index=make_index)
    started = time.perf_counter()
    knowledge.refresh()
    seconds = time.perf_counter() - started
    with database.read() as session:
        # The knowledge keeps its own snapshot to itself; this one holds the same words.
        keywords = advance(session, Snapshot())[0].keywords
    assistant = Assistant(knowledge, database, installation.catalogue)
    try:
        with timed_statements(database.engine, watches[STATEMENTS]):
            yield OpenedService(knowledge, indexes[-1], assistant, keywords, watches, seconds)
    finally:
        knowledge.close()


def open_baselines(installation: Installation, passages: EmbeddedPassages, embedding: Embedding) -> dict[str, Finder]:
    """Plain search over the same passages and vectors, by numpy, and by LangChain with Chroma where it is installed."""
    baselines = {NUMPY: numpy_finder(passages, embedding)}
    if chroma_is_installed():
        folder = installation.settings.home / f"langchain-{len(passages.texts)}"
        baselines[CHROMA] = chroma_finder(passages, embedding, folder)
    return baselines


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
