"""How is a question, or a file of questions, answered from the command line?"""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, closing, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import click

from assistant.answering.answer import Answer
from assistant.answering.draft import Question, Role, Turn
from assistant.errors import InvalidInput
from assistant.languages import LANGUAGES
from assistant.settings import load_settings
from ui.service import Service, open_service

Name = str | int
"""The id that a batch gives a question; it comes back as it was given."""
BATCH = 64
_ROLES = {"citizen": Role.CITIZEN, "user": Role.CITIZEN, "assistant": Role.ASSISTANT, "agent": Role.AGENT}


@click.command()
@click.argument("text", required=False)
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the page, if the text does not tell.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as one JSON object.")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSONL file of questions.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="JSONL file of answers.")
@click.option("--no-conversations", is_flag=True, help="Do not store the batch's questions and answers.")
def command(
    text: str | None,
    *,
    language: str | None,
    as_json: bool,
    batch: Path | None,
    out: Path | None,
    no_conversations: bool,
) -> None:
    """Answer TEXT, or with --batch every question of a JSONL file."""
    if (text is None) == (batch is None):
        raise click.UsageError("give either a question or --batch FILE")
    if batch is None:
        with closing(open_service(load_settings())) as service:
            answer = service.assistant.answer(Question(text or "", language))
        click.echo(json.dumps(as_line(answer), ensure_ascii=False) if as_json else as_text(answer))
        return
    questions = read_questions(batch)
    with closing(open_service(load_settings())) as service, _target(out) as target:
        answer_batch(service, questions, target, store=not no_conversations)


def answer_batch(service: Service, questions: list[tuple[Name, Question]], target: TextIO, *, store: bool) -> None:
    """Write one line a question, in order; with `store`, each question becomes a conversation of its own."""
    rest = iter(questions)
    with click.progressbar(length=len(questions), label="answering", file=sys.stderr) as bar:
        while group := list(islice(rest, BATCH)):
            answers = service.assistant.answer_many([question for _, question in group])
            for (name, question), answer in zip(group, answers, strict=True):
                if store:
                    service.assistant.record(question, answer)
                target.write(json.dumps({"id": name, **as_line(answer)}, ensure_ascii=False) + "\n")
            bar.update(len(group))


def read_questions(path: Path) -> list[tuple[Name, Question]]:
    """The questions of a JSONL file with their ids.  Raises InvalidInput naming line and key of the first bad one."""
    try:
        # Only a newline ends a line: JSON texts may hold the other line ends of Unicode.
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name}: cannot be read as UTF-8 text", field=path.name) from error
    return [_parse(line, f"{path.name} line {number}") for number, line in enumerate(lines, start=1) if line.strip()]


def _parse(line: str, place: str) -> tuple[Name, Question]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{place}: not JSON ({error})", field=place) from error
    if not isinstance(row, dict):
        raise InvalidInput(f"{place}: needs an object with `id` and `question`", field=place)
    name, text, language = row.get("id"), row.get("question"), row.get("language")
    if not isinstance(name, str | int):
        raise _bad_key(place, "id", "needs a text or a whole number")
    if not isinstance(text, str):
        raise _bad_key(place, "question", "needs a text")
    if language is not None and language not in LANGUAGES:
        raise _bad_key(place, "language", f"{language!r} is none of {', '.join(LANGUAGES)}")
    return name, Question(text, language, _turns(row.get("history"), place))


def _turns(history: Any, place: str) -> tuple[Turn, ...]:
    try:
        turns = tuple(Turn(_ROLES[turn["role"]], turn["text"]) for turn in history or ())
    except (KeyError, TypeError) as error:
        raise _bad_history(place) from error
    if not all(isinstance(turn.text, str) for turn in turns):
        raise _bad_history(place)
    return turns


def _bad_history(place: str) -> InvalidInput:
    return _bad_key(place, "history", "needs a list of turns, each with a `role` (citizen, assistant) and a `text`")


def _bad_key(place: str, key: str, problem: str) -> InvalidInput:
    return InvalidInput(f"{place}, {key}: {problem}", field=key)


def as_line(answer: Answer) -> dict[str, Any]:
    """The answer in the shape of the batch contract, and the choices beside it."""
    return {
        "outcome": answer.outcome,
        "status": answer.status,
        "confidence": round(answer.confidence, 4),
        "language": answer.language,
        "answer": answer.text,
        "citations": [{"article_id": c.article_id, "title": c.title, "url": c.url} for c in answer.citations],
        "retrieved": [
            {"article_id": r.article_id, "score": round(r.score, 4)} for r in answer.retrieved if not r.reason
        ],
        "handoff_reason": answer.handoff_reason,
        "mode": answer.mode,
        "duration_ms": answer.duration_ms,
        "choices": [{"kind": c.kind, "label": c.label, "text": c.text} for c in answer.choices],
    }


def as_text(answer: Answer) -> str:
    """The answer as a person reads it on a terminal."""
    lines = [answer.text]
    lines += [f"  — {c.title} ({c.department}), {c.last_reviewed}  {c.url}".rstrip() for c in answer.citations]
    lines += [f"  [{choice.label}]" for choice in answer.choices]
    lines.append(f"  {answer.status}, confidence {answer.confidence:.2f}, {answer.duration_ms:.0f} ms")
    return "\n".join(lines)


def _target(out: Path | None) -> AbstractContextManager[TextIO]:
    if out is None:
        return nullcontext(sys.stdout)
    try:
        return out.open("w", encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(out), hint=error.strerror) from error
