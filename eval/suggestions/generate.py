"""What is suggested to an agent for each question, one after the other as agents ask?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.languages import fold
from assistant.suggestions.reader import Reader
from assistant.suggestions.suggestion import Suggestion
from eval.datasets.questions import KnownQuestion
from eval.knowledge_sets import OpenedSet
from knowledge_base.article import ArticleContent

WARM_UP = 20
"""Suggestions made before the first that counts: rules and the index are loaded at the first question."""


@dataclass(frozen=True)
class Suggested:
    """A question, what was suggested, and how many of the draft's sentences stand in the article they name."""

    question: KnownQuestion
    suggestion: Suggestion
    sourced: int

    @property
    def first_source(self) -> str | None:
        return self.suggestion.sources[0].article_id if self.suggestion.sources else None

    @property
    def is_right(self) -> bool:
        """True when the first source is an article that answers the question."""
        return self.first_source in self.question.relevant_ids


def suggest_all(opened: OpenedSet, questions: Sequence[KnownQuestion]) -> list[Suggested]:
    """A suggestion for each question, for an agent who reads another language and may read internal articles."""
    articles = {article.id: _approved(article) for article in opened.source.articles}
    for question in questions[:WARM_UP]:
        _suggest(opened, question)
    made = [(question, _suggest(opened, question)) for question in questions]
    return [Suggested(question, suggestion, count_sourced(suggestion, articles)) for question, suggestion in made]


def count_sourced(suggestion: Suggestion, articles: Mapping[str, str]) -> int:
    """How many sentences stand, word for word, in an article that they name, scripts apart."""
    named = [articles.get(source.article_id, "") for source in suggestion.sources]
    return sum(
        any(fold(sentence.text) in named[number - 1] for number in sentence.sources)
        for sentence in suggestion.sentences
    )


def _suggest(opened: OpenedSet, question: KnownQuestion) -> Suggestion:
    reads = "zh-Hant" if question.language == "en" else "en"
    return opened.assistant.suggestions.suggest(question.as_question(), Reader(reads, "internal"))


def _approved(article: ArticleContent) -> str:
    return "\n\n".join(fold(text.answer) for text in article.text.values())
