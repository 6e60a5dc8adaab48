"""How well does a text fit categories of which the classifier knows only the names, as in another city's catalogue?

A name's own words are looked for in the text; and where text and name make the classifier think of the same of its
own categories, they are akin, also in different languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from assistant.cases.catalogue import Category
from assistant.cases.text_classifier import TextClassifier
from assistant.cases.text_features import text_features

_WORDS_COUNT = 0.5
"""A name all of whose words stand in the text counts like half a certainty."""


def fit_names(
    subject: str, text: str, known: Mapping[str, float], categories: list[Category], classifier: TextClassifier
) -> dict[str, float]:
    """A score a category, on the scale of `known`: how sure the classifier is of each of its own categories."""
    present = text_features(subject, text)
    return {category.code: _fit(category, present, known, classifier) for category in categories}


def _fit(
    category: Category, present: Mapping[str, float], known: Mapping[str, float], classifier: TextClassifier
) -> float:
    akin = words = 0.0
    for name in category.names.values():
        features = {feature for feature in text_features("", name) if not feature.startswith("l:")}
        words = max(words, len(features & present.keys()) / max(1, len(features)))
        akin = max(akin, sum(share * known.get(code, 0.0) for code, share in _thoughts(name, classifier).items()))
    return akin + _WORDS_COUNT * words


@lru_cache(maxsize=4_000)
def _thoughts(name: str, classifier: TextClassifier) -> dict[str, float]:
    return classifier.confidences("category", classifier.read("", name))
