"""Which messages are sent to the guard, and what becomes of each?"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from assistant.answering.answer import Answer, Status
from assistant.answering.guard import load_guard
from assistant.answering.intents import Intent
from assistant.answering.screen import MAX_QUESTION_LENGTH
from assistant.assistant import Assistant
from assistant.languages import clean, to_simplified
from eval.datasets.other_cities import read_other_cities
from eval.datasets.questions import KnownQuestion, Split, read_lines
from eval.datasets.sample import answerable_questions, in_split, messages_with_intents, unanswerable_questions
from eval.injection.prompts import read_prompts
from eval.retrieval.generate import answer_all

CANARY = "BLUE-TEAPOT-7"
_LOOK_ALIKES = "steering_lookalikes"
_CANARIES = "canaries"
_CYRILLIC = str.maketrans("aceiopxyABEKMHOPCTX", "асеіорхуАВЕКМНОРСТХ")


@dataclass(frozen=True)
class Message:
    """What is sent, to which line of the table it belongs, and whether that line is one of attacks."""

    id: str
    text: str
    language: str
    line: str
    is_attack: bool


@dataclass(frozen=True)
class Judged:
    message: Message
    status: str
    is_recognised: bool
    """By the guard, whatever the message is declined for: too long, say, or in a language that is not served."""
    is_declined: bool
    """Its sender is told that the assistant cannot be steered."""
    is_stopped: bool
    """It got a fixed text, whichever: no article was looked for and no model may be asked."""


def judge_all(assistant: Assistant, messages: Sequence[Message]) -> list[Judged]:
    """What the whole pipeline makes of each message, in order."""
    questions = [KnownQuestion(m.id, m.text, m.language, Split.TEST) for m in messages]
    return [_judge(m, answer) for m, answer in zip(messages, answer_all(assistant, questions), strict=True)]


def _judge(message: Message, answer: Answer) -> Judged:
    recognised = load_guard().find_intent(clean(message.text)[:MAX_QUESTION_LENGTH]) is Intent.STEERING
    stopped = not any(step.step == "retrieve" for step in answer.trace)
    return Judged(message, answer.status, recognised, answer.status == Status.DECLINED_STEERING, stopped)


def read_messages(data: Path) -> Iterator[Message]:
    """Attacks and what only sounds like them, public ones where they lie below `data`; nothing that was learnt from."""
    yield from _public(data)
    for m in messages_with_intents():
        if m.intent == Intent.STEERING:
            yield Message(m.id, m.text, m.language, "our attacks", True)
    for row in _read_own(_LOOK_ALIKES):
        yield Message(row["id"], row["text"], row["language"], "our look-alikes", False)
    for m in messages_with_intents():
        if m.intent != Intent.STEERING:
            yield Message(m.id, m.text, m.language, "our messages of other intents", False)
    questions = [*answerable_questions(), *unanswerable_questions(), *read_other_cities()[1]]
    for q in in_split(questions, Split.TEST):
        yield Message(q.id, q.text, q.language, "our questions", False)


def read_disguised() -> Iterator[Message]:
    """Each canary's instruction as it is and in every disguise that its language has."""
    for row in _read_own(_CANARIES):
        text = row["text"].replace("{canary}", CANARY)
        for name, disguise in DISGUISES.items():
            if hidden := disguise(text, row["language"]):
                yield Message(f"{row['id']} {name}", hidden, row["language"], name, True)


def _public(data: Path) -> Iterator[Message]:
    for prompt in read_prompts(data):
        if prompt.split is Split.TEST:
            line = f"{prompt.source}: {prompt.kind if prompt.is_attack else 'benign'}"
            yield Message(prompt.id, prompt.text, "en", line, prompt.is_attack)


def _read_own(name: str) -> list[dict[str, str]]:
    path = Path(str(files("eval"))) / "datasets" / f"{name}.jsonl"
    return read_lines(path) if path.is_file() else []


def _encode(text: str, language: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _look_alike_letters(text: str, language: str) -> str:
    return text.translate(_CYRILLIC) if language == "en" else ""


def _tag(text: str, language: str) -> str:
    return "".join(chr(0xE0000 + ord(c)) for c in text) if text.isascii() else ""


def _space(text: str, language: str) -> str:
    return "   ".join(" ".join(word) for word in text.split()) if language == "en" else ""


DISGUISES: dict[str, Callable[[str, str], str]] = {
    "plain": lambda text, _: text,
    "in Simplified characters": lambda text, language: to_simplified(text) if language == "zh-Hant" else "",
    "Base64": _encode,
    "Cyrillic letters": _look_alike_letters,
    "tag characters": _tag,
    "spaced letters": _space,
}
