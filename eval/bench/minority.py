"""Which topics have few articles beside all others, and which questions are about them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass

from eval.datasets.sample import answerable_questions
from knowledge_base.article import ArticleContent
from knowledge_base.passages import split_article

MAX_SHARE = 0.05


@dataclass(frozen=True)
class MinorityQuestions:
    """The questions that the minority's articles answer, and how many passages those articles have."""

    passages: int
    questions: tuple[str, ...]


def minority_departments(articles: Sequence[ArticleContent]) -> frozenset[str]:
    """The departments with the fewest articles, together at most a twentieth of all passages; at least one."""
    passages: dict[str, list[int]] = defaultdict(list)
    for article in articles:
        passages[article.department].append(len(split_article(article)))
    [first, *others] = sorted(passages, key=lambda department: (len(passages[department]), department))
    room = MAX_SHARE * sum(map(sum, passages.values())) - sum(passages[first])
    taken = {first}
    for department in others:
        room -= sum(passages[department])
        if room < 0:
            break
        taken.add(department)
    return frozenset(taken)


def minority_questions(articles: Sequence[ArticleContent], departments: Set[str]) -> MinorityQuestions:
    """What can be asked of `articles` about the minority `departments`, in all languages."""
    few = {article.id: article for article in articles if article.department in departments}
    asked = (question for question in answerable_questions() if not question.history)
    return MinorityQuestions(
        sum(len(split_article(article)) for article in few.values()),
        tuple(question.text for question in asked if few.keys() >= set(question.relevant_ids)),
    )
