"""What is each answer worth, by itself?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.answering.answer import Answer, Outcome
from assistant.answering.grounding.finding import Similarities
from assistant.facts.fact import Fact, FactKind
from assistant.languages import detect
from eval.answers.generate import Asked
from eval.answers.reference import holds, key_facts, recall, reference_facts
from eval.answers.support import Support, measure_support
from knowledge_base.article import ArticleContent


@dataclass(frozen=True)
class Scored:
    """A question with its answers; `recall` and `support` are of the first one, None where there is none to measure."""

    asked: Asked
    recall: float | None
    support: Support | None
    is_in_language: bool
    contradicts: bool
    """True where two runs tell a citizen different things."""

    @property
    def cited(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(citation.article_id for citation in self.asked.answer.citations))

    @property
    def is_right(self) -> bool:
        """Whatever cannot be answered is not; else it says what it should, nothing else, from a right article."""
        question = self.asked.question
        if not question.is_answerable or not self.asked.is_answered:
            return not question.is_answerable and not self.asked.is_answered
        is_supported = self.support is not None and self.support.is_whole
        says_all = self.recall is None or self.recall == 1
        return bool(set(self.cited) & set(question.relevant_ids)) and is_supported and says_all and self.is_in_language


def score_all(
    asked: Sequence[Asked], articles: Mapping[str, ArticleContent], similarities: Similarities
) -> list[Scored]:
    return [_score(one, articles, similarities) for one in asked]


def _score(asked: Asked, articles: Mapping[str, ArticleContent], similarities: Similarities) -> Scored:
    question, answer = asked.question, asked.answer
    references = reference_facts(question, articles, similarities) if asked.is_answered else []
    return Scored(
        asked,
        recall=recall(key_facts(answer.text), references),
        support=measure_support(question, answer, articles, similarities) if asked.is_answered else None,
        is_in_language=_is_in_language(question.language, answer),
        contradicts=any(contradict(a, b) for a, b in combinations(asked.answers, 2)),
    )


def contradict(a: Answer, b: Answer) -> bool:
    """One answers and the other does not, or of some kind of fact each states one that the other lacks.

    Saying less is no contradiction: a run that leaves out the hotline tells nobody anything else.
    """
    if (a.outcome is Outcome.ANSWERED) is not (b.outcome is Outcome.ANSWERED):
        return True
    if a.outcome is not Outcome.ANSWERED or a.text == b.text:
        return False
    of_a, of_b = key_facts(a.text), key_facts(b.text)
    return any(_lacks(of_a, of_b, kind) and _lacks(of_b, of_a, kind) for kind in FactKind)


def _lacks(facts: Sequence[Fact], others: Sequence[Fact], kind: FactKind) -> bool:
    return any(fact.kind is kind and not holds(facts, fact) for fact in others)


def _is_in_language(language: str, answer: Answer) -> bool:
    if answer.outcome is not Outcome.ANSWERED:
        return answer.language == language
    return answer.language == language == detect(answer.text, fallback=answer.language).language
