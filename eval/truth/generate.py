"""What does the product find in articles of which it is known what is wrong?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.datasets.planted import ContradictionPair, ParityRow, PlantedArticle
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.contradictions import Contradiction, Contradictions
from knowledge_base.parity import Difference, compare_languages


@dataclass(frozen=True)
class Compared:
    """An article whose languages were compared."""

    row: ParityRow
    found: tuple[Difference, ...]

    @property
    def is_found(self) -> bool:
        """True when a difference names a language that is off."""
        planted = self.row.planted
        return planted is not None and any(difference.language in planted.languages for difference in self.found)


def compare_rows(rows: Sequence[ParityRow]) -> list[Compared]:
    return [Compared(row, compare_languages(content_of(row.article))) for row in rows]


def find_contradictions(pairs: Sequence[ContradictionPair]) -> list[Contradiction]:
    """What is found among all articles of all pairs, each compared with every other."""
    return Contradictions(content_of(article) for pair in pairs for article in (pair.a, pair.b)).find_all()


def content_of(article: PlantedArticle) -> ArticleContent:
    text = {language: ArticleText(told.question, told.answer) for language, told in article.text.items()}
    return ArticleContent(article.id, article.department, text)
