"""What has a model proposed, and what is wrong with it?"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.written import Problem
from assistant.language_models.asking import ModelCall
from knowledge_base.article import ArticleText
from knowledge_base.parity import Difference

LONGEST = 20_000
"""Characters of an answer that a model is given."""


@dataclass(frozen=True)
class Proposal:
    """A wording for an editor to take, change or leave; nothing is saved of it.

    `text` is None where a model gave nothing that can be used; `calls` are empty where rules made it.
    """

    language: str
    text: ArticleText | None
    calls: tuple[ModelCall, ...] = ()
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    """Facts that it states otherwise than what it was made from."""
