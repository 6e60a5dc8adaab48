"""How does a test of the pipeline ask?"""

from __future__ import annotations

from typing import Any

from assistant.answering.draft import Draft, Turn
from assistant.answering.knowledge import Query
from assistant.answering.pipeline import answer_questions
from tests.assistant.answering.scripted_knowledge import (
    Question,
    ScriptedKnowledge,
    tools,
)


def ask(text: str, knowledge: ScriptedKnowledge, *, language: str | None = None, history: tuple[Turn, ...] = ()):
    return answer_questions([Question(text, language, history)], tools(knowledge))[0]


def draft_of(*hits: Any) -> Draft:
    knowledge = ScriptedKnowledge(*hits)
    draft = Draft(Question("q"), tools(knowledge))
    draft.result = knowledge.search(Query("q", "en"))
    return draft
