"""How sure may the service be?  A logistic model a script, fitted on the tune splits and written as policy.

Neither the test splits nor anything found with them is looked at.  Public sets that hold unanswerable questions are
taken in as far as they help with the sample's, by a cross-validation in which no article is on both sides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler

from assistant.answering.confidence import Model
from assistant.database import utc_now
from eval.abstention.generate import Decision, decide_all
from eval.abstention.thresholds import Judged, choose_thresholds
from eval.datasets.questions import Split, fold_of
from eval.datasets.sample import in_split
from eval.knowledge_sets import SAMPLE, KnowledgeSet
from eval.measurement import Measurement
from eval.metrics import auroc
from eval.toml_text import to_toml

FEATURES = (
    "score",
    "margin",
    "spread",
    "relative_margin",
    "dense",
    "keyword",
    "coverage",
    "title_recall",
    "residual",
    "residual_sentence",
)
FOLDS = 5
REPEATS = 5
"""Predictions are averaged over as many ways to fold; one way alone moves the thresholds by chance."""
STRENGTHS = (0.03, 0.1, 0.3, 1.0)
"""Inverse strengths of the penalty on large weights that are tried."""
PUBLIC_WEIGHTS = (0.0, 0.1, 0.3, 1.0)
"""What a question of a public set counts beside one of the sample; these are tried."""
UNANSWERABLE = 0.6
"""As how many questions, for each that has an answer, those without one count together in the sample.  Without this, to
write more near misses to learn from would make the service shyer."""
CASES = ("case_complaint", "case_service_request")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A decision to learn from; `group` is the article it is about, which stays in one fold."""

    decision: Decision
    from_sample: bool
    group: str

    @property
    def is_right(self) -> bool:
        return self.decision.best_is_relevant

    def values(self) -> list[float]:
        return [self.decision.features.get(name, 0.0) for name in FEATURES]


@dataclass(frozen=True)
class Choice:
    """How a model is fitted: the penalty's inverse strength, and what public questions count."""

    strength: float
    public_weight: float


def fit_confidence(measurement: Measurement, path: Path) -> str:
    """Fits both scripts, writes the policy to `path` and says in a few lines what was found.

    Raises ValueError when the sample is not among the sets.
    """
    departments = {a.id: a.department for chosen in measurement.sets for a in chosen.articles}
    examples = [example for chosen in measurement.sets for example in _examples(measurement, chosen)]
    if not any(example.from_sample for example in examples):
        raise ValueError("thresholds are chosen on the sample, so it must be among the sets")
    parts, lines = {}, []
    for script, is_han in (("latin", False), ("han", True)):
        members = [e for e in examples if bool(e.decision.features.get("han")) is is_han]
        choice, predicted = _best_choice(members)
        model = _fit(members, choice)
        judged = [_judged(e, float(p), departments) for e, p in zip(members, predicted, strict=True) if e.from_sample]
        chosen = choose_thresholds(judged)
        parts[script] = {
            "intercept": round(model.intercept, 4),
            "thresholds": chosen.as_dict(),
            "weights": {name: round(weight, 4) for name, weight in model.weights.items()},
        }
        lines += [f"{script}: {_counts(members)}; {choice}", f"  cross-validated: {chosen.report}, {_ranking(judged)}"]
    path.write_text(_comment(lines) + to_toml(parts), "utf-8")
    return "\n".join(lines)


def _examples(measurement: Measurement, chosen: KnowledgeSet) -> list[Example]:
    """The decisions on the set's tune questions that were reached by searching."""
    with measurement.open(chosen) as opened:
        decisions = decide_all(opened.assistant, in_split(list(chosen.questions), Split.TUNE))
    return [
        Example(d, chosen.name == SAMPLE, (d.question.relevant_ids or d.question.near_ids or d.found)[0])
        for d in decisions
        if d.features
    ]


def _best_choice(examples: Sequence[Example]) -> tuple[Choice, Floats]:
    """The choice whose cross-validated predictions fit the sample best, and these predictions."""
    has_public = not all(example.from_sample for example in examples)
    weights = PUBLIC_WEIGHTS if has_public else (0.0,)
    sample = np.array([example.from_sample for example in examples])
    right = np.array([example.is_right for example in examples])
    tried = []
    for strength, public_weight in product(STRENGTHS, weights):
        choice = Choice(strength, public_weight)
        predicted = _cross_validate(examples, choice)
        tried.append((float(log_loss(right[sample], predicted[sample])), choice, predicted))
    _, choice, predicted = min(tried, key=lambda result: result[0])
    return choice, predicted


def _cross_validate(examples: Sequence[Example], choice: Choice) -> Floats:
    """For each example, what models say that saw none about the same article; the mean over `REPEATS` foldings."""
    predicted = np.zeros(len(examples))
    for repeat in range(REPEATS):
        folds = np.array([fold_of(f"{repeat} {example.group}", folds=FOLDS) for example in examples])
        for fold in range(FOLDS):
            model = _fit([e for e, f in zip(examples, folds, strict=True) if f != fold], choice)
            for place in np.flatnonzero(folds == fold).tolist():
                predicted[place] += model.probability(examples[place].decision.features) / REPEATS
    return predicted


def _fit(examples: Sequence[Example], choice: Choice) -> Model:
    """A model over raw features whose weights are all positive.

    Every feature is evidence for the article, so one that gets a negative weight only mends what a correlated one
    overdoes on this data; it is left out and the rest is fitted again.
    """
    counted = [e for e in examples if e.from_sample or choice.public_weight > 0]
    values = np.array([example.values() for example in counted])
    right = np.array([example.is_right for example in counted])
    weights = _weights(counted, choice)
    kept = list(range(len(FEATURES)))
    while True:
        scaler = StandardScaler().fit(values[:, kept])
        fitted = LogisticRegression(C=choice.strength, max_iter=2000)
        fitted.fit(scaler.transform(values[:, kept]), right, sample_weight=weights)
        if fitted.coef_[0].min() >= 0 or len(kept) == 1:
            break
        kept.pop(int(fitted.coef_[0].argmin()))
    raw = fitted.coef_[0] / scaler.scale_
    intercept = float(fitted.intercept_[0] - raw @ scaler.mean_)
    return Model(intercept, {FEATURES[place]: float(weight) for place, weight in zip(kept, raw, strict=True)})


def _weights(examples: Sequence[Example], choice: Choice) -> Floats:
    sample = [e.decision.question.is_answerable for e in examples if e.from_sample]
    unanswerable = UNANSWERABLE * sum(sample) / max(len(sample) - sum(sample), 1)
    own = [1.0 if e.decision.question.is_answerable else unanswerable for e in examples]
    return np.array([w if e.from_sample else choice.public_weight for w, e in zip(own, examples, strict=True)])


def _judged(example: Example, confidence: float, departments: dict[str, str]) -> Judged:
    decision, question = example.decision, example.decision.question
    right_departments = {departments[a] for a in (*question.relevant_ids, *question.near_ids)}
    return Judged(
        confidence=confidence,
        kind=question.kind,
        may_be_answered=decision.status not in CASES,
        best_is_relevant=decision.best_is_relevant,
        offers_relevant=any(article in question.relevant_ids for article in decision.found[:3]),
        department_is_right=departments[decision.found[0]] in right_departments,
    )


def _ranking(judged: Sequence[Judged]) -> str:
    right = [j.confidence for j in judged if j.best_is_relevant]
    wrong = [j.confidence for j in judged if not j.best_is_relevant]
    return f"AUROC of right against wrong {auroc(right, wrong):.3f}"


def _counts(examples: Sequence[Example]) -> str:
    counts = Counter("sample" if e.from_sample else "public" for e in examples)
    right = sum(e.is_right for e in examples)
    return f"{counts['sample']} questions of the sample and {counts['public']} of public sets, {right} found first"


def _comment(lines: Sequence[str]) -> str:
    head = f"Written by `civicdesk eval abstention --fit` on {utc_now():%Y-%m-%d}, on tune splits only."
    return "".join(f"# {line}\n" for line in (head, *lines)) + "\n"
