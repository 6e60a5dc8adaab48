"""What would a citizen read if this wording were live, asked in the words of its title?"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.compose import approved_text
from assistant.answering.knowledge import Hit
from assistant.answering.wording import Wording
from assistant.database import today_here
from knowledge_base.article import ArticleContent
from knowledge_base.excerpts import ask, is_long, make_excerpt
from knowledge_base.keyword_search import KeywordIndex
from knowledge_base.searcher import choose_wording


@dataclass(frozen=True)
class Preview:
    """`markdown` is what the answer would hold; `hit` is what its source line would name."""

    hit: Hit
    markdown: str


def preview_answer(content: ArticleContent, language: str, wording: Wording) -> Preview:
    """The answer to a reader of `language`; another language of the article, with a note, where it has not this one."""
    shown, text = choose_wording(content.text, language, next(iter(content.text)))
    excerpt = None
    if is_long(text.answer):
        nothing = ask((), text.question, KeywordIndex({}), keyword_weight=1.0)
        excerpt = make_excerpt(text.answer, nothing)
    hit = Hit(
        article_id=content.id,
        version_id=0,
        version=0,
        language=shown,
        title=text.question,
        answer=text.answer,
        url=content.source_url,
        department=content.department,
        category=content.category,
        last_reviewed=today_here(),
        score=1.0,
        dense_score=1.0,
        keyword_score=1.0,
        excerpt=excerpt,
        effective_from=content.effective_from,
        audience=content.audience,
    )
    return Preview(hit, approved_text(hit, language, wording))
