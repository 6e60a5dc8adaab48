"""How is the classifier trained?  In closed form, so that the same lines give the same weights within seconds.

Ridge regression on one column a label: of linear classifiers it was as good as any on our lines, and it tells without
a further fit what it would have said of each line had it not seen it, from which the confidences are calibrated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.cases.text_classifier import Head, TextClassifier, softmax, unit
from assistant.cases.text_features import text_features

PENALTY = 0.3
"""Chosen by leaving each line out in turn: 0.2 and 0.5 are as good, 2 loses a point."""
SEEN_IN = 2
"""A feature of fewer texts than this teaches nothing."""
_BLOCK = 4096
_HEATS = np.geomspace(1, 60, 60)

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A text with its label by head; a head that is not there learns nothing from it."""

    subject: str
    text: str
    labels: Mapping[str, str]
    weight: float = 1


@dataclass(frozen=True)
class Trained:
    classifier: TextClassifier
    left_out: Mapping[str, Matrix]
    """By head: the scores of each of its examples, by weights that had not seen it."""


@dataclass(frozen=True)
class _Texts:
    vocabulary: tuple[str, ...]
    rarity: NDArray[np.float32]
    rows: Sequence[NDArray[np.int64]]
    amounts: Sequence[NDArray[np.float32]]

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """The texts as dense columns, some at a time: all of them would fill the memory."""
        for start in range(0, len(self.vocabulary), _BLOCK):
            block = np.zeros((len(self.rows), min(_BLOCK, len(self.vocabulary) - start)), np.float32)
            for text, (rows, amounts) in enumerate(zip(self.rows, self.amounts, strict=True)):
                first, last = np.searchsorted(rows, (start, start + _BLOCK))
                block[text, rows[first:last] - start] = amounts[first:last]
            yield block

    def likeness(self) -> Matrix:
        """How much each two texts have in common."""
        common = np.zeros((len(self.rows), len(self.rows)))
        for block in self.blocks():
            common += block @ block.T
        return common


@dataclass(frozen=True)
class _Answers:
    """Some heads side by side that share their examples, and with these the costly part of the fit."""

    labels: Mapping[str, tuple[str, ...]]
    chosen: NDArray[np.int64]
    wanted: Matrix
    """A row an example, a column a label: 1 where it is the right one."""
    worth: Matrix

    @property
    def offset(self) -> Matrix:
        mean: Matrix = np.average(self.wanted, axis=0, weights=self.worth)
        return mean


def train(examples: Sequence[Example], heads: Sequence[str]) -> Trained:
    """One classifier with these heads, each of them trained with the examples that are labelled for it."""
    texts = _read(examples)
    likeness = texts.likeness()
    made: dict[str, Head] = {}
    left_out: dict[str, Matrix] = {}
    pulls: list[NDArray[np.float32]] = []
    offsets: list[Matrix] = []
    for answers in _group(examples, heads):
        pull, unseen = _fit(likeness[np.ix_(answers.chosen, answers.chosen)], answers)
        pulls.append(np.zeros((len(examples), pull.shape[1]), np.float32))
        pulls[-1][answers.chosen] = pull
        at, start = 0, sum(len(offset) for offset in offsets)
        for name, labels in answers.labels.items():
            columns = slice(at, at + len(labels))
            left_out[name] = unseen[:, columns]
            heat = _heat(unseen[:, columns], answers.wanted[:, columns], answers.worth)
            made[name] = Head(labels, start + at, heat)
            at += len(labels)
        offsets.append(answers.offset)
    pulled = np.hstack(pulls)
    weights = np.vstack([block.T @ pulled for block in texts.blocks()])
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    classifier = TextClassifier(
        texts.vocabulary,
        texts.rarity,
        np.round(weights / scales).astype(np.int8),
        scales.astype(np.float32),
        np.hstack(offsets).astype(np.float32),
        made,
    )
    return Trained(classifier, left_out)


def _read(examples: Sequence[Example]) -> _Texts:
    features = [text_features(example.subject, example.text) for example in examples]
    seen = Counter(name for counts in features for name in counts)
    vocabulary = tuple(sorted(name for name, count in seen.items() if count >= SEEN_IN))
    place = {name: row for row, name in enumerate(vocabulary)}
    # Rounded as the file keeps it, so that a classifier says the same before and after it was stored.
    rarity = np.array([1 + np.log((1 + len(examples)) / (1 + seen[name])) for name in vocabulary])
    rarity = rarity.astype(np.float16).astype(np.float32)
    rows, amounts = [], []
    for counts in features:
        known = sorted((place[name], amount) for name, amount in counts.items() if name in place)
        rows.append(np.array([row for row, _ in known], np.int64))
        amounts.append(unit(np.array([amount for _, amount in known], np.float32) * rarity[rows[-1]]))
    return _Texts(vocabulary, rarity, rows, amounts)


def _group(examples: Sequence[Example], heads: Sequence[str]) -> Iterator[_Answers]:
    groups: dict[tuple[int, ...], list[str]] = {}
    for name in heads:
        groups.setdefault(tuple(at for at, one in enumerate(examples) if name in one.labels), []).append(name)
    for places, names in groups.items():
        chosen = [examples[place] for place in places]
        labels = {name: tuple(sorted({example.labels[name] for example in chosen})) for name in names}
        rows = [[float(one.labels[name] == label) for name in names for label in labels[name]] for one in chosen]
        worth = np.array([example.weight for example in chosen])
        yield _Answers(labels, np.array(places), np.array(rows), worth)


def _fit(likeness: Matrix, answers: _Answers) -> tuple[Matrix, Matrix]:
    """How much each example pulls, and the scores of each by weights that had not seen it."""
    inverse = np.linalg.inv(likeness + np.diag(PENALTY / answers.worth))
    pulls = inverse @ (answers.wanted - answers.offset)
    return pulls, answers.wanted - pulls / np.diag(inverse)[:, None]


def _heat(scores: Matrix, wanted: Matrix, worth: Matrix) -> float:
    """The temperature with which the confidences fit best how often the unseen scores are right."""
    losses = [-(worth * np.log((softmax(scores * heat) * wanted).sum(axis=1) + 1e-12)).sum() for heat in _HEATS]
    return float(_HEATS[int(np.argmin(losses))])
