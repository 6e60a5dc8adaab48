"""How does a program built with LangChain ask the assistant?  Imported only by those who use LangChain."""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda

from assistant.answering.answer import Citation
from assistant.answering.draft import Question
from assistant.assistant import Assistant

Asked = str | dict[str, Any]
Answered = dict[str, Any]


def as_runnable(assistant: Assistant) -> Runnable[Asked, Answered]:
    """From a question, or a dict with `question` and perhaps `language`, to outcome, status, answer and citations.

    Nothing of it is stored.  What traces the program that uses it traces citizens' words too.
    """

    def answer(asked: Asked) -> Answered:
        question = Question(asked) if isinstance(asked, str) else Question(asked["question"], asked.get("language"))
        given = assistant.answer(question)
        return {
            "outcome": given.outcome.value,
            "status": given.status.value,
            "language": given.language,
            "answer": given.text,
            "citations": [_citation(citation) for citation in given.citations],
        }

    return RunnableLambda(answer, name="assistant")


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "article_id": citation.article_id,
        "version": citation.version,
        "title": citation.title,
        "url": citation.url,
        "language": citation.language,
    }
