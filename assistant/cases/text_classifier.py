"""Which label fits a text best, how sure is that, and which of its words say so?  Trained by `training`."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.cases.text_features import text_features
from assistant.errors import InvalidInput

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """One question asked of a text: its possible answers, and what each feature says for each of them."""

    labels: tuple[str, ...]
    start: int
    """Its first column of the weights."""
    temperature: float

    @property
    def columns(self) -> slice:
        return slice(self.start, self.start + len(self.labels))


@dataclass(frozen=True)
class Reading:
    """A text's features, as the classifier knows them: rows of its weights, and how much of each there is."""

    rows: NDArray[np.int64]
    amounts: Array
    scores: Array
    """One a column of the weights."""


@dataclass(frozen=True, eq=False)
class TextClassifier:
    vocabulary: tuple[str, ...]
    rarity: Array
    weights: NDArray[np.int8]
    scales: Array
    """What a column's weights are to be multiplied by."""
    offsets: Array
    heads: Mapping[str, Head]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {feature: row for row, feature in enumerate(self.vocabulary)}

    def read(self, subject: str, text: str) -> Reading:
        found = [
            (self._rows[name], amount) for name, amount in text_features(subject, text).items() if name in self._rows
        ]
        rows = np.array([row for row, _ in found], dtype=np.int64)
        amounts = unit(np.array([amount for _, amount in found], dtype=np.float32) * self.rarity[rows])
        return Reading(rows, amounts, amounts @ self.weights[rows] * self.scales + self.offsets)

    def scores(self, head: str, reading: Reading) -> Array:
        scores: Array = reading.scores[self.heads[head].columns]
        return scores

    def confidences(self, head: str, reading: Reading) -> dict[str, float]:
        """How sure it is of each label, all of them together 1."""
        chosen = self.heads[head]
        shares = softmax(self.scores(head, reading) * chosen.temperature)
        return dict(zip(chosen.labels, shares.tolist(), strict=True))

    def telling_features(self, head: str, label: str, reading: Reading) -> list[str]:
        """The text's features that speak for `label` more than for the other labels, the strongest first."""
        chosen = self.heads[head]
        weights = self.weights[reading.rows][:, chosen.columns] * self.scales[chosen.columns]
        pull = (weights[:, chosen.labels.index(label)] - weights.mean(axis=1)) * reading.amounts
        order = np.argsort(-pull, kind="stable")
        return [self.vocabulary[reading.rows[at]] for at in order if pull[at] > 0]

    def to_bytes(self) -> bytes:
        """As a file without pickled objects, so that reading one never runs code."""
        heads = {name: [head.labels, head.start, head.temperature] for name, head in self.heads.items()}
        stream = io.BytesIO()
        np.savez_compressed(
            stream,
            vocabulary=np.frombuffer("\n".join(self.vocabulary).encode(), np.uint8),
            heads=np.frombuffer(json.dumps(heads).encode(), np.uint8),
            rarity=self.rarity.astype(np.float16),
            weights=self.weights,
            scales=self.scales,
            offsets=self.offsets,
        )
        return stream.getvalue()


def read_classifier(content: bytes) -> TextClassifier:
    """Raises InvalidInput when `content` is not what `to_bytes` writes."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            heads = json.loads(arrays["heads"].tobytes())
            return TextClassifier(
                vocabulary=tuple(arrays["vocabulary"].tobytes().decode().split("\n")),
                rarity=arrays["rarity"].astype(np.float32),
                weights=arrays["weights"],
                scales=arrays["scales"],
                offsets=arrays["offsets"],
                heads={name: Head(tuple(labels), start, heat) for name, (labels, start, heat) in heads.items()},
            )
    except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
        raise InvalidInput(f"not a classifier: {error!r}", field="weights") from error


def unit(amounts: Array) -> Array:
    length = float(np.linalg.norm(amounts))
    scaled: Array = amounts / length if length else amounts
    return scaled


def softmax(scores: NDArray[np.floating]) -> NDArray[np.floating]:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: NDArray[np.floating] = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def best(confidences: Mapping[str, float], count: int) -> Sequence[tuple[str, float]]:
    """The `count` labels it is surest of, the surest first."""
    return sorted(confidences.items(), key=lambda pair: -pair[1])[:count]
