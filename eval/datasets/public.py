"""What do the public data sets ask, and what do they answer from?  They are read where they lie and never shipped.

A set whose questions equal its articles' titles is indexed by its answers only, or finding would be copying.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.datasets.questions import Kind, KnownQuestion, read_lines, read_turns, split_by
from knowledge_base.article import ArticleContent, ArticleText

TUNE_SHARE = 0.4


@dataclass(frozen=True)
class PublicSet:
    """How a folder of public data is read.  `only` keeps the questions in which that column is true."""

    folder: str
    answers_only: bool = False
    only: str | None = None
    with_history: bool = True
    department: str = "domain"
    asked_in: str | None = None
    """The language of the questions to keep; the articles kept are then those in another language."""


PUBLIC_SETS = {
    "taipei_gov_faq": PublicSet("taipei_gov_faq", answers_only=True, department="bureau"),
    "hsinchu_social_faq": PublicSet("hsinchu_social_faq", answers_only=True, department="department"),
    "ncp_policy_qa": PublicSet("ncp_policy_qa"),
    "doc2dial_first_turn": PublicSet("doc2dial", only="first_turn"),
    "doc2dial": PublicSet("doc2dial"),
    "orsharc": PublicSet("orsharc", only="first_of_tree", with_history=False),
    "mtrag_un": PublicSet("mtrag_un"),
    "gov_covid_faq": PublicSet("gov_covid_faq", answers_only=True),
    "covid_faq_paraphrase": PublicSet("covid_faq_paraphrase"),
    "xquad_zh_to_en": PublicSet("xquad_en_zh", asked_in="zh-Hans"),
    "xquad_en_to_zh": PublicSet("xquad_en_zh", asked_in="en"),
}
"""Name of a set on the command line: how it is read.  hint3 and clinc150 hold no articles: see `utterances`."""

REPLY_SETS = {"gov_messages_zh": PublicSet("gov_messages_zh", answers_only=True)}
"""Letters, and the replies that officers wrote to each: right is the reply that was written for this letter."""


def read_articles(data: Path, chosen: PublicSet) -> list[ArticleContent]:
    """The set's knowledge below the folder `data`; everything counts as public and in force."""
    rows = read_lines(data / chosen.folder / "knowledge.jsonl")
    return [_article(row, chosen) for row in rows if chosen.asked_in is None or row["lang"] != chosen.asked_in]


def read_questions(data: Path, chosen: PublicSet, article_ids: Iterable[str]) -> list[KnownQuestion]:
    """The set's questions; relevant articles that the knowledge does not hold are dropped."""
    known = set(article_ids)
    rows = read_lines(data / chosen.folder / "questions.jsonl")
    return [_question(row, chosen, known) for row in rows if _is_kept(row, chosen)]


def _is_kept(row: Mapping[str, Any], chosen: PublicSet) -> bool:
    asked = chosen.asked_in is None or row["lang"] == chosen.asked_in
    return asked and (chosen.only is None or bool(row[chosen.only]))


def _article(row: Mapping[str, Any], chosen: PublicSet) -> ArticleContent:
    title = "" if chosen.answers_only else row.get("title") or ""
    department = row.get(chosen.department) or chosen.folder
    return ArticleContent(
        id=row["id"], department=department, text={row["lang"]: ArticleText(question=title, answer=row["text"])}
    )


def _question(row: Mapping[str, Any], chosen: PublicSet, known: set[str]) -> KnownQuestion:
    relevant = tuple(article for article in row["relevant_ids"] if article in known) if row["in_scope"] else ()
    return KnownQuestion(
        id=row["id"],
        text=row["question"],
        language=row["lang"],
        split=split_by(row["id"], tune_share=TUNE_SHARE),
        relevant_ids=relevant,
        # What these sets leave unanswered was taken out of their own knowledge, so it lies near what is there.
        kind=Kind.ANSWERABLE if relevant else Kind.NEAR_MISS,
        history=read_turns(row.get("history")) if chosen.with_history else (),
    )
