"""How long does one citizen wait, which part of it grows with the knowledge, and what do plain means take?"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.accounts.permissions import operator
from assistant.answering.knowledge import Query
from eval.bench.agreement import agreement_lines
from eval.bench.baselines import read_passages
from eval.bench.busy_core import busy_core
from eval.bench.installation import Installation
from eval.bench.minority import MinorityQuestions
from eval.bench.opened import (
    ANSWER,
    CHROMA,
    INDEX,
    LATER,
    NUMPY,
    SEARCH,
    STATEMENTS,
    VECTOR,
    WORDS,
    AnswerFailed,
    OpenedService,
    open_baselines,
    open_service,
)
from eval.bench.plan import Say
from eval.bench.table import Line, Spread, spread, times
from knowledge_base.article import ArticleContent
from knowledge_base.editing import save_version
from knowledge_base.embeddings import Embedding
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.release import publish, withdraw

WARM_UP = 20
REST, WITHOUT_VECTOR = "the rest", "search without the question's vector"
PARTS = (VECTOR, INDEX, WORDS, STATEMENTS, REST)


@dataclass(frozen=True)
class AtSize:
    """What was measured with so many passages in the index of that name."""

    passages: int
    index: str
    spreads: Mapping[str, Spread]
    seconds_to_open: float
    seconds_to_find_news: float
    agreements: Sequence[Line]
    beside_busy_core: Spread | None = None
    server_memory: str = ""

    def lines(self) -> list[Line]:
        at = f"{self.passages:,} passages, {self.index}"
        ours = self.spreads[SEARCH]
        beside = {name: self.spreads[name].beside(ours) for name in (CHROMA, NUMPY) if name in self.spreads}
        parts = ", ".join(f"{name} {self.spreads[name].p50:.1f}" for name in PARTS)
        return [
            Line("First message, one user", at, str(self.spreads[ANSWER])),
            Line("– of it search", at, str(ours), beside.get(CHROMA, ""), beside[NUMPY]),
            Line("– – of it, medians", at, f"{parts} ms"),
            Line("Later message, one user", at, str(self.spreads[LATER])),
            *self._beside_busy_core(at),
            *self.agreements,
            Line("Knowledge loaded at start", at, f"{self.seconds_to_open:.1f} s"),
            Line("Published article is found after", at, f"{self.seconds_to_find_news:.2f} s"),
            *(
                [Line("Server's memory", f"{self.passages:,} passages", self.server_memory)]
                if self.server_memory
                else []
            ),
        ]

    def _beside_busy_core(self, at: str) -> list[Line]:
        busy, idle = self.beside_busy_core, self.spreads[ANSWER]
        if busy is None:
            return []
        return [Line("Answer beside a busy core", at, f"{busy} ({times(idle.p50, busy.p50)} idle)")]


def growth_lines(first: AtSize, last: AtSize) -> list[Line]:
    """How many times longer each part takes with the last knowledge than with the first, by the medians."""
    at = f"{first.passages:,} → {last.passages:,} passages"
    grown = {name: times(s.p50, last.spreads[name].p50) for name, s in first.spreads.items() if name in last.spreads}
    return [
        Line("Growth of an answer", at, grown[ANSWER]),
        Line("Growth of a search", at, grown[SEARCH], grown.get(CHROMA, ""), grown[NUMPY]),
        Line("Growth of a search without its vector", at, grown[WITHOUT_VECTOR]),
    ]


def measure_answers(
    installation: Installation,
    questions: Sequence[str],
    embedding: Embedding,
    *,
    minority: MinorityQuestions,
    news: ArticleContent,
    with_busy_core: bool,
    say: Say,
) -> AtSize:
    """One user's waiting time over `questions`, each of which everybody answers in turn, and who finds what is nearest.

    `news` is an article that is not there; it is published at the end and withdrawn again.
    """
    with open_service(installation, embedding) as service:
        passages = service.knowledge.size()[1]
        say(f"{passages:,} passages: loaded in {service.seconds:.1f} s; building the baselines")
        embedded = read_passages(installation.database, embedding.name)
        service = replace(service, baselines=open_baselines(installation, embedded, embedding))
        for question in questions[:WARM_UP]:
            service.ask(question, earlier=questions[:2])
        say(f"{passages:,} passages: asking {len(questions):,} questions")
        spreads, busy = _ask_all(service, questions), None
        if with_busy_core:
            say(f"{passages:,} passages: asking again beside a busy core")
            with busy_core():
                busy = _ask_all(service, questions)[ANSWER]
        say(f"{passages:,} passages: comparing with exact search")
        agreements = agreement_lines(
            embedded,
            embedding,
            service.index_finder(embedding),
            service.baselines.get(CHROMA),
            questions=questions,
            minority=minority,
        )
        found_after = _seconds_to_find(installation, service.knowledge, news)
        index = service.knowledge.index_name
    return AtSize(passages, index, spreads, service.seconds, found_after, agreements, busy)


def _ask_all(service: OpenedService, questions: Sequence[str]) -> dict[str, Spread]:
    taken: dict[str, list[float]] = defaultdict(list)
    for position, question in enumerate(questions):
        milliseconds = service.ask(question, earlier=[questions[position - 2], questions[position - 1]])
        if SEARCH in milliseconds:
            milliseconds[WITHOUT_VECTOR] = milliseconds[SEARCH] - milliseconds[VECTOR]
            others = milliseconds[INDEX] + milliseconds[WORDS] + milliseconds[STATEMENTS]
            milliseconds[REST] = max(0.0, milliseconds[WITHOUT_VECTOR] - others)
        for name, value in milliseconds.items():
            taken[name].append(value)
    return {name: spread(values) for name, values in taken.items()}


def _seconds_to_find(installation: Installation, knowledge: KnowledgeBase, news: ArticleContent) -> float:
    started = time.perf_counter()
    with installation.database.write() as session:
        save_version(session, news, actor=operator())
        publish(session, news.id, actor=operator())
    result = knowledge.search(Query(news.text["en"].question, "en"))
    seconds = time.perf_counter() - started
    with installation.database.write() as session:
        withdraw(session, news.id, actor=operator())
    if news.id not in [hit.article_id for hit in result.hits]:
        raise AnswerFailed(f"{news.id} was published and is not found")
    return seconds
