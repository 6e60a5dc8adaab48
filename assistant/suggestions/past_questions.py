"""Which earlier questions are most like this one?  BM25 over words and pairs of Han characters."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable

from assistant.languages import fold, has_han

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]{2,}")
_STOP_WORDS = frozenset(
    "an the and or of to in on at for from by with is are was were be do does did you he she it we they my your our "
    "this that there if so as can could will would should have has had not no how what where when which who please "
    "hello hi thank thanks want need know".split()
)
K1, B = 1.2, 0.75


class PastQuestions:
    """An index that grows; a question is known by an id.  Holds words and ids, never a text that could be shown."""

    def __init__(self) -> None:
        self._lengths: dict[str, int] = {}
        self._postings: dict[str, dict[str, int]] = {}

    def __len__(self) -> int:
        return len(self._lengths)

    def __contains__(self, question_id: str) -> bool:
        return question_id in self._lengths

    def add(self, question_id: str, text: str) -> None:
        counts = Counter(words_of(text))
        self._lengths[question_id] = sum(counts.values())
        for word, count in counts.items():
            self._postings.setdefault(word, {})[question_id] = count

    def find(self, text: str, *, limit: int, least_share: float, may_show: Callable[[str], bool]) -> list[str]:
        """The ids of the questions most like `text`, best first, among those that may be shown.

        One counts only when it holds at least `least_share` of the worth of the words of `text`.
        """
        average = sum(self._lengths.values()) / max(len(self), 1)
        scores: dict[str, float] = {}
        shared: dict[str, float] = {}
        whole = 0.0
        for word in set(words_of(text)):
            found = self._postings.get(word, {})
            rarity = math.log1p((len(self) - len(found) + 0.5) / (len(found) + 0.5))
            whole += rarity
            for question_id, count in found.items():
                relative = self._lengths[question_id] / max(average, 1e-9)
                score = rarity * count / (count + K1 * (1 - B + B * relative))
                scores[question_id] = scores.get(question_id, 0.0) + score
                shared[question_id] = shared.get(question_id, 0.0) + rarity
        close = [name for name in scores if shared[name] >= least_share * whole and may_show(name)]
        return heapq.nlargest(limit, close, key=scores.__getitem__)


def words_of(text: str) -> Iterable[str]:
    """The words that tell what `text` is about; scripts are folded."""
    for run in _RUN.findall(fold(text)):
        if has_han(run):
            yield from (run[i : i + 2] for i in range(len(run) - 1))
        elif run not in _STOP_WORDS:
            yield run
