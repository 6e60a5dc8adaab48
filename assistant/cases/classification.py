"""What is a report about, of which type, whose is it and how urgent, and which of its words say so?

By the trained classifier and the tables beside it alone: no language model has a say in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.cases.catalogue import Catalogue
from assistant.cases.category_names import fit_names
from assistant.cases.priority import judge_priority
from assistant.cases.shipped_classifier import load_shipped
from assistant.cases.telling_words import telling_words
from assistant.cases.text_classifier import Reading, TextClassifier, best
from assistant.cases.triage import Choice

SHOWN = 3
_BY_CATEGORY = 0.5
"""How much the categories' own departments count beside what the wording says of departments."""
_OTHER = "other"


@dataclass(frozen=True)
class Classification:
    case_type: Choice
    categories: tuple[Choice, ...]
    """The best three, the best one first."""
    departments: tuple[Choice, ...]
    """The lead, then the runners-up, at most three."""
    priority: Choice
    priority_evidence: str | None
    """The words that made it urgent or an emergency."""


def classify(subject: str, text: str, *, catalogue: Catalogue, model: TextClassifier | None = None) -> Classification:
    """`text` is what the citizen wrote, in a mail or a form; without a `model` the shipped classifier judges."""
    classifier = model or load_shipped()
    reading = classifier.read(subject, text)
    case_types = classifier.confidences("case_type", reading)
    kind, sure = best(case_types, 1)[0]
    categories = _categories(subject, text, reading, catalogue, classifier)
    urgency = judge_priority(subject, text, classifier=classifier, case_types=case_types)
    words = f"{subject}\n{text}"
    return Classification(
        case_type=Choice(kind, sure, telling_words(classifier, "case_type", kind, reading, words)),
        categories=tuple(
            Choice(code, share, telling_words(classifier, "category", code, reading, words))
            for code, share in best(categories, SHOWN)
        ),
        departments=_departments(categories, reading, catalogue, classifier, words),
        priority=urgency.priority,
        priority_evidence=urgency.evidence,
    )


def _categories(
    subject: str, text: str, reading: Reading, catalogue: Catalogue, classifier: TextClassifier
) -> dict[str, float]:
    """How sure, of each category of the catalogue; those the classifier never saw are judged by their names."""
    known = classifier.confidences("category", reading)
    if not len(reading.rows):
        return {code: float(code == _OTHER) for code in catalogue.categories}
    shares = {code: known[code] for code in catalogue.categories if code in known}
    strangers = [category for code, category in catalogue.categories.items() if code not in known]
    if strangers:
        shares |= fit_names(subject, text, known, strangers, classifier)
    return _of_one(shares)


def _departments(
    categories: Mapping[str, float], reading: Reading, catalogue: Catalogue, classifier: TextClassifier, words: str
) -> tuple[Choice, ...]:
    own = dict.fromkeys(catalogue.departments, 0.0)
    for code, share in categories.items():
        own[catalogue.categories[code].department] += share
    said = classifier.confidences("department", reading)
    said = {code: said[code] for code in catalogue.departments if code in said}
    # Where the classifier knows little of this government's departments, its categories say whose a matter is.
    weight = (1 - _BY_CATEGORY) * len(said) / max(1, len(classifier.heads["department"].labels))
    said = _of_one(said)
    shares = {code: (1 - weight) * share + weight * said.get(code, 0.0) for code, share in own.items()}
    return tuple(
        Choice(code, share, _whose(code, categories, catalogue, classifier, reading, words))
        for code, share in best(shares, SHOWN)
    )


def _whose(
    code: str,
    categories: Mapping[str, float],
    catalogue: Catalogue,
    classifier: TextClassifier,
    reading: Reading,
    words: str,
) -> str:
    likely = [name for name, _ in best(categories, SHOWN) if catalogue.categories[name].department == code]
    return f"has {', '.join(likely)}" if likely else telling_words(classifier, "department", code, reading, words)


def _of_one(shares: Mapping[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    return {code: share / total if total else 1 / len(shares) for code, share in shares.items()}
