"""Which articles answer the question best?  Keyword and dense evidence, weighed by the script of the question."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.answering.knowledge import Query
from assistant.languages import has_han
from knowledge_base.keyword_search import tokenise
from knowledge_base.passage_index import PassageIndex
from knowledge_base.snapshot import Snapshot


@dataclass(frozen=True)
class Weights:
    """`keyword` against dense evidence, and `answer` against question passages within the dense part; all in [0, 1]."""

    keyword: float
    answer: float


@dataclass(frozen=True)
class Alone:
    """What the last message by itself counts, in [0, 1], when it leans on the turns before it and otherwise."""

    leaning: float
    otherwise: float


@dataclass(frozen=True)
class Policy:
    latin: Weights
    han: Weights
    alone: Alone
    candidates: int

    def weights(self, text: str) -> Weights:
        return self.han if has_han(text) else self.latin


@dataclass(frozen=True)
class Reading:
    """One way to read a question; the weights of a question's readings add up to one."""

    text: str
    weight: float


def read(query: Query, policy: Policy) -> tuple[Reading, ...]:
    """The question with the turns before it and, where there are any, the last message alone."""
    if not query.alone:
        return (Reading(query.text, 1.0),)
    alone = policy.alone.leaning if query.leans else policy.alone.otherwise
    return Reading(query.text, 1 - alone), Reading(query.alone, alone)


def combine_vectors(readings: Sequence[Reading], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The readings' vectors, one a row, as the one that is searched with.

    A cosine with it is the mean of the readings' cosines, but for the length that it loses where they differ.
    """
    weights = np.array([reading.weight for reading in readings], dtype=np.float32)
    combined: NDArray[np.float32] = weights @ vectors
    return combined


@dataclass(frozen=True)
class Candidate:
    """One article version that matched, with its evidence."""

    version_id: int
    language: str
    score: float
    dense: float
    keyword: float


@lru_cache(maxsize=1)
def load_policy() -> Policy:
    data = tomllib.loads((files("knowledge_base") / "search.toml").read_text("utf-8"))
    weights = {script: Weights(**values) for script, values in data["weights"].items()}
    return Policy(weights["latin"], weights["han"], Alone(**data["alone"]), data["candidates"])


def find_candidates(
    query: Query, vector: NDArray[np.float32] | None, snapshot: Snapshot, index: PassageIndex, *, policy: Policy
) -> list[Candidate]:
    """Every version that either kind of evidence proposes, best first.

    `vector` is the question's, or None while no vector can be made: then words alone decide.
    Raises IndexUnavailable.
    """
    if not len(snapshot):
        return []
    words = _word_scores(read(query, policy), snapshot)
    dense = dict(index.search(vector, limit=policy.candidates)) if vector is not None else {}
    proposed = {snapshot.places[p].version_id for p in dense if p in snapshot.places}
    top = np.argpartition(-words, min(policy.candidates, len(words) - 1))[: policy.candidates]
    proposed |= {int(snapshot.keyword_versions[i]) for i in top if words[i] > 0}
    passages = [passage for version in proposed for passage in snapshot.passages_of.get(version, ())]
    if vector is not None:
        dense = index.scores(vector, passages)
    rows = snapshot.keywords.rows
    by_passage = {p: float(words[rows[p]]) for p in passages if p in rows}
    weights = policy.weights(query.text) if vector is not None else Weights(1.0, 0.0)
    candidates = [
        max(_by_language(version, snapshot, dense, by_passage, weights), key=lambda candidate: candidate.score)
        for version in proposed
    ]
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.version_id))


def _word_scores(readings: Sequence[Reading], snapshot: Snapshot) -> NDArray[np.float32]:
    scores = [np.float32(r.weight) * snapshot.keywords.scores(tokenise(r.text)) for r in readings]
    total: NDArray[np.float32] = np.sum(scores, axis=0)
    return total


def _by_language(
    version: int, snapshot: Snapshot, dense: dict[int, float], words: dict[int, float], weights: Weights
) -> list[Candidate]:
    """The version's evidence in each of its languages: of each kind of passage the best one counts."""
    answers: dict[str, float] = {}
    asked: dict[str, float] = {}
    keywords: dict[str, float] = {}
    for passage in snapshot.passages_of[version]:
        place, cosine = snapshot.places[passage], dense.get(passage, 0.0)
        best = answers if place.is_answer else asked
        if cosine > best.get(place.language, -2.0):
            best[place.language] = cosine
        if words.get(passage, 0.0) > keywords.get(place.language, 0.0):
            keywords[place.language] = words[passage]
    return [
        _weigh(version, language, answers.get(language, 0.0), asked.get(language), keywords.get(language, 0.0), weights)
        for language in answers | asked
    ]


def _weigh(
    version: int, language: str, answer: float, asked: float | None, keyword: float, weights: Weights
) -> Candidate:
    mixed = answer if asked is None else weights.answer * answer + (1 - weights.answer) * asked
    # A title that asks nothing, a page's name say, must not pull down an answer that fits.
    similarity = max(answer, mixed)
    score = weights.keyword * keyword + (1 - weights.keyword) * similarity
    return Candidate(version, language, score, similarity, keyword)
