"""Which numbers tell whether the best article answers the question, or only speaks of the same things?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.languages import fold, has_han
from knowledge_base.keyword_search import KeywordIndex, tokenise
from knowledge_base.search import Candidate
from knowledge_base.snapshot import Snapshot

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def measure(question: str, candidates: Sequence[Candidate], snapshot: Snapshot) -> dict[str, float]:
    """Features of a search: scores and margins of the best candidates, how much of the question the best one covers.

    Empty when nothing was found.  Every value is finite; shares are in [0, 1].
    """
    if not candidates:
        return {}
    best = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    fifth = candidates[4].score if len(candidates) > 4 else 0.0
    tokens = tokenise(question)
    held = _words_of(best, snapshot)
    covered, worst = _coverage(tokens, held, snapshot.keywords)
    wanted = set(_NUMBER.findall(fold(question)))
    return {
        "score": best.score,
        "margin": best.score - second,
        "spread": best.score - fifth,
        "relative_margin": (best.score - second) / max(best.score, 1e-6),
        "dense": best.dense,
        "keyword": best.keyword,
        "coverage": covered,
        "worst_missing": worst,
        "numbers_missing": float(len(wanted - held)) if wanted else 0.0,
        "length": min(len(tokens), 40) / 40,
        "han": float(has_han(question)),
    }


def _words_of(candidate: Candidate, snapshot: Snapshot) -> set[str]:
    """Every word of the candidate's article in all its languages; a code-mixed question is covered by either."""
    passages = snapshot.passages_of[candidate.version_id]
    return {word for passage in passages for word in snapshot.words.get(passage, ())}


def _coverage(tokens: Sequence[str], held: set[str], keywords: KeywordIndex) -> tuple[float, float]:
    """The share of the question's weight that the article's words carry, and that of the heaviest absent word."""
    weights = {token: keywords.idf(token) for token in tokens}
    total = sum(weights.values())
    if not total:
        return 0.0, 0.0
    absent = [weight for token, weight in weights.items() if token not in held]
    return 1 - sum(absent) / total, max(absent, default=0.0) / total
