"""Where does the service send each message?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.answer import Answer, Status
from assistant.answering.intents import Intent
from assistant.assistant import Assistant
from eval.datasets.questions import KnownQuestion, Split
from eval.datasets.sample import KnownMessage
from eval.retrieval.generate import answer_all, found_articles

QUESTION = "question"
"""What a message without an intent is: it goes on to be searched for."""
_INTENTS = {
    Status.EMERGENCY_DANGER: Intent.EMERGENCY,
    Status.EMERGENCY_CRISIS: Intent.CRISIS,
    Status.HANDOFF_CUSTOMER_REQUEST: Intent.HUMAN_REQUEST,
    Status.DECLINED_STEERING: Intent.STEERING,
    Status.DECLINED_GREETING: Intent.GREETING,
    Status.DECLINED_THANKS: Intent.THANKS,
    Status.DECLINED_GOODBYE: Intent.GOODBYE,
    Status.DECLINED_ABOUT_ASSISTANT: Intent.ABOUT_ASSISTANT,
    Status.DECLINED_CHIT_CHAT: Intent.CHIT_CHAT,
    Status.DECLINED_NOT_PUBLIC_SERVICE: Intent.NOT_PUBLIC_SERVICE,
    Status.CASE_COMPLAINT: Intent.COMPLAINT,
    Status.CASE_SERVICE_REQUEST: Intent.SERVICE_REQUEST,
}


@dataclass(frozen=True)
class RoutedMessage:
    """A message, what it is, and what the service took it for."""

    message: KnownMessage
    taken_for: str
    status: str

    @property
    def known(self) -> str:
        return self.message.intent or QUESTION


@dataclass(frozen=True)
class RoutedQuestion:
    """A question, the departments that answer it, and the department of the article found first."""

    question: KnownQuestion
    departments: frozenset[str]
    found: str | None
    taken_for: str


def route_messages(assistant: Assistant, messages: Sequence[KnownMessage]) -> list[RoutedMessage]:
    """What each message is taken for, in order."""
    questions = [KnownQuestion(m.id, m.text, m.language, Split.TEST) for m in messages]
    answers = answer_all(assistant, questions)
    return [RoutedMessage(m, taken_for(answer), answer.status) for m, answer in zip(messages, answers, strict=True)]


def route_questions(
    assistant: Assistant, questions: Sequence[KnownQuestion], departments: Mapping[str, str]
) -> list[RoutedQuestion]:
    """The department that each answerable question goes to.  `departments`: article id: department."""
    answers = answer_all(assistant, questions)
    return [
        RoutedQuestion(
            question,
            frozenset(departments[article] for article in question.relevant_ids),
            next((departments[article] for article in found_articles(answer)), None),
            taken_for(answer),
        )
        for question, answer in zip(questions, answers, strict=True)
    ]


def taken_for(answer: Answer) -> str:
    """The intent that the answer responds to, or `QUESTION`."""
    return _INTENTS.get(answer.status, QUESTION)
