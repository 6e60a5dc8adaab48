"""Of what are the answers made that tests of measuring score by hand?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from assistant.answering.answer import Answer, Citation, Completeness, Status
from assistant.answering.draft import Role, Turn
from eval.answers.generate import Asked
from eval.datasets.questions import Kind, KnownQuestion, Split
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.embeddings import HashEmbedding

ENGLISH = "A dog licence costs $80 and lasts 3 years. Bring the dog to a centre. A fine of $10,000 may follow."
DOG = ArticleContent(
    "dog",
    "AFCD",
    {
        "en": ArticleText("How do I get a dog licence?", ENGLISH),
        "zh-Hant": ArticleText("如何申領狗牌？", "狗牌收費80元，有效期3年。請帶同狗隻到中心。最高可罰款10,000元。"),
        "zh-Hans": ArticleText("怎样申领狗牌？", "狗牌收费80元，有效期3年。请带狗到中心。最高可罚款10,000元。"),
    },
)
ARTICLES = {"dog": DOG}


def similarities(texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
    vectors = HashEmbedding().embed([*texts, *others])
    rows: list[list[float]] = (vectors[: len(texts)] @ vectors[len(texts) :].T).tolist()
    return rows


def known(
    text: str = "What does a dog licence cost?",
    *,
    relevant: tuple[str, ...] = ("dog",),
    language: str = "en",
    earlier: str = "",
) -> KnownQuestion:
    kind = Kind.ANSWERABLE if relevant else Kind.NEAR_MISS
    history = (Turn(Role.CITIZEN, earlier),) if earlier else ()
    return KnownQuestion("q", text, language, Split.TEST, relevant, kind=kind, history=history)


def answered(text: str = ENGLISH, *, cites: tuple[str, ...] = ("dog",), language: str = "en", **more: Any) -> Answer:
    status = more.pop("status", Status.ANSWERED_APPROVED_TEXT)
    cited = tuple(Citation(c, 1, 1, language, "T", "", "AFCD", datetime.date(2026, 1, 1)) for c in cites)
    return Answer(status, language, text, completeness=Completeness.FULL, citations=cited, **more)


def handed_over(language: str = "en") -> Answer:
    return Answer(Status.HANDOFF_LOW_CONFIDENCE, language, "A person will answer.", duration_ms=10)


def asked(question: KnownQuestion, *answers: Answer) -> Asked:
    return Asked(question, "AFCD", answers)
