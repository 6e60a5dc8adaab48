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
from knowledge_base.layout import Gathered, Layout
from knowledge_base.passage_index import Neighbours
from knowledge_base.question_terms import question_terms
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
    """`alone` is for words and `alone_vector` for vectors."""

    latin: Weights
    han: Weights
    alone: Alone
    alone_vector: Alone
    candidates: int

    def weights(self, text: str) -> Weights:
        return self.han if has_han(text) else self.latin


@dataclass(frozen=True)
class Reading:
    """One way to read a question; the weights of a question's readings add up to one."""

    text: str
    weight: float


def read(query: Query, policy: Policy) -> tuple[Reading, ...]:
    """For words: the question with the turns before it and, where there are any, the last message alone."""
    if not query.alone:
        return (Reading(query.text, 1.0),)
    alone = policy.alone.leaning if query.leans else policy.alone.otherwise
    return Reading(query.text, 1 - alone), Reading(query.alone, alone)


def read_turns(query: Query, policy: Policy) -> tuple[Reading, ...]:
    """For vectors: each turn by itself, so that those of the turns before need not be computed again."""
    if not query.earlier:
        return (Reading(query.text, 1.0),)
    alone = policy.alone_vector.leaning if query.leans else policy.alone_vector.otherwise
    earlier = [Reading(turn, (1 - alone) / len(query.earlier)) for turn in query.earlier]
    return (*earlier, Reading(query.alone, alone))


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
    alone, alone_vector = Alone(**data["alone"]), Alone(**data["alone_vector"])
    return Policy(weights["latin"], weights["han"], alone, alone_vector, data["candidates"])


def find_candidates(
    query: Query, vector: NDArray[np.float32] | None, snapshot: Snapshot, index: Neighbours, *, policy: Policy
) -> list[Candidate]:
    """Every version that either kind of evidence proposes, best first.

    `vector` is the question's, or None while no vector can be made: then words alone decide.
    Raises IndexUnavailable.
    """
    if not len(snapshot):
        return []
    words = _word_scores(read(query, policy), snapshot)
    near = index.search(vector, limit=policy.candidates) if vector is not None else []
    proposed = {snapshot.places[p].version_id for p, _ in near if p in snapshot.places}
    top = np.argpartition(-words, min(policy.candidates, len(words) - 1))[: policy.candidates]
    proposed |= {int(snapshot.keyword_versions[i]) for i in top if words[i] > 0}
    gathered = snapshot.layout.gather(sorted(proposed))
    if not len(gathered.rows):
        return []
    cosines = _cosines(vector, snapshot.layout.passages[gathered.rows], index)
    weights = policy.weights(query.text) if vector is not None else Weights(1.0, 0.0)
    return _rank(_evidence(cosines, words, gathered, snapshot.layout), weights, gathered, snapshot.layout)


def _cosines(vector: NDArray[np.float32] | None, passages: NDArray[np.int64], index: Neighbours) -> NDArray[np.float32]:
    """One a passage, 0 where it has no vector."""
    if vector is None:
        return np.zeros(len(passages), dtype=np.float32)
    ids = passages.tolist()
    found = index.scores(vector, ids)
    return np.array([found.get(passage, 0.0) for passage in ids], dtype=np.float32)


@dataclass(frozen=True)
class Evidence:
    """One number a group, which is a version in one language; of each kind of passage the best one counts."""

    dense: NDArray[np.float32]
    asked: NDArray[np.float32]
    """The best question's or variant's cosine; that of the answer where nothing is asked."""
    keyword: NDArray[np.float32]


def _evidence(cosines: NDArray[np.float32], words: NDArray[np.float32], gathered: Gathered, layout: Layout) -> Evidence:
    rows, starts = gathered.rows, gathered.starts
    is_answer, documents = layout.is_answer[rows], layout.documents[rows]
    answers = np.maximum.reduceat(np.where(is_answer, cosines, np.float32(-2)), starts)
    asked = np.maximum.reduceat(np.where(is_answer, np.float32(-2), cosines), starts)
    answers = np.where(answers < -1, 0, answers)
    said = np.where(documents >= 0, words[np.maximum(documents, 0)], np.float32(0))
    return Evidence(answers, np.where(asked < -1, answers, asked), np.maximum.reduceat(said, starts))


def _rank(evidence: Evidence, weights: Weights, gathered: Gathered, layout: Layout) -> list[Candidate]:
    """Each version in the language that speaks for it best, best version first, equal ones by their id."""
    mixed = weights.answer * evidence.dense + (1 - weights.answer) * evidence.asked
    # A title that asks nothing, a page's name say, must not pull down an answer that fits.
    similarity = np.maximum(evidence.dense, mixed)
    score = weights.keyword * evidence.keyword + (1 - weights.keyword) * similarity
    first = gathered.rows[gathered.starts]
    versions = layout.versions[first]
    candidates: dict[int, Candidate] = {}
    for group in np.lexsort((versions, -score)).tolist():
        version = int(versions[group])
        if version not in candidates:
            candidates[version] = Candidate(
                version,
                layout.languages[first[group]],
                float(score[group]),
                float(similarity[group]),
                float(evidence.keyword[group]),
            )
    return list(candidates.values())


def _word_scores(readings: Sequence[Reading], snapshot: Snapshot) -> NDArray[np.float32]:
    keywords = snapshot.keywords
    scores = [np.float32(r.weight) * keywords.scores(question_terms(r.text, keywords)) for r in readings]
    total: NDArray[np.float32] = np.sum(scores, axis=0)
    return total
