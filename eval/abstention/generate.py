"""What does the service do with each question, answerable or not, and how sure is it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answering.answer import Answer, ChoiceKind, Outcome
from assistant.assistant import Assistant
from eval.datasets.questions import KnownQuestion
from eval.knowledge_sets import OpenedSet
from eval.retrieval.baselines import make_documents
from eval.retrieval.generate import Best, answer_all, best_of_each, found_articles, rank_plainly
from knowledge_base.embeddings import Embedding

OFFERED = 3
"""How many titles a clarifying answer offers."""


@dataclass(frozen=True)
class Decision:
    """A question, and what was decided about it."""

    question: KnownQuestion
    outcome: Outcome
    status: str
    confidence: float
    cited: tuple[str, ...]
    found: tuple[str, ...]
    offers_titles: bool
    features: Mapping[str, float]
    """What confidence was estimated from; empty when the pipeline stopped before."""
    plain: Mapping[str, Best] = field(default_factory=dict)
    """What the plain baselines put first, where they were asked too."""

    @property
    def is_answered(self) -> bool:
        return self.outcome is Outcome.ANSWERED

    @property
    def is_right(self) -> bool:
        """True when an answer cites an article that answers the question."""
        return self.is_answered and any(article in self.question.relevant_ids for article in self.cited)

    @property
    def best_is_relevant(self) -> bool:
        """True when the article found first answers the question, whether it was shown or not."""
        return bool(self.found) and self.found[0] in self.question.relevant_ids

    def plain_is_relevant(self, name: str) -> bool:
        """As `best_is_relevant`, of the baseline `name`."""
        return self.plain[name].article_id in self.question.relevant_ids

    @property
    def offers_relevant(self) -> bool:
        """True when a relevant article is among the titles that the citizen may choose from."""
        return self.offers_titles and any(a in self.question.relevant_ids for a in self.found[:OFFERED])


def decide_all(assistant: Assistant, questions: Sequence[KnownQuestion]) -> list[Decision]:
    """The decision on every question, in order."""
    answers = answer_all(assistant, questions)
    return [_decision(question, answer) for question, answer in zip(questions, answers, strict=True)]


def beside_plain(decisions: Sequence[Decision], opened: OpenedSet, baseline: Embedding | None) -> list[Decision]:
    """The decisions, each with what the plain baselines put first for its question."""
    documents = make_documents(opened.source.articles)
    plain = best_of_each(rank_plainly(opened, documents, [decision.question for decision in decisions], baseline))
    return [replace(decision, plain=best) for decision, best in zip(decisions, plain, strict=True)]


def _decision(question: KnownQuestion, answer: Answer) -> Decision:
    features: Mapping[str, float] = next(
        (step.detail.get("features", {}) for step in answer.trace if step.step == "decide"), {}
    )
    return Decision(
        question=question,
        outcome=answer.outcome,
        status=answer.status,
        confidence=answer.confidence,
        cited=tuple(citation.article_id for citation in answer.citations),
        found=tuple(found_articles(answer)),
        offers_titles=any(choice.kind is ChoiceKind.QUESTION for choice in answer.choices),
        features=features,
    )
