"""What does a good model say?  The passages' own sentences, and the question as it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.chat_server.passages import Passage, Shown, read_shown
from tests.chat_server.requests import Request, data_of, schema_of, step_of
from tests.chat_server.schemas import fill

SENTENCES = 2


def faithful(request: Request) -> str:
    return compose(request, lambda sentences: sentences)


def compose(request: Request, change: Callable[[list[str]], list[str]]) -> str:
    """As `faithful` answers, its sentences changed where it composes, its text changed at every other step."""
    shown = read_shown(request)
    match step_of(request):
        case "Composed":
            return _composed(shown, change)
        case "Rephrased":
            return _rephrased(shown, change)
        case _:
            schema = schema_of(request)
            text = " ".join(change(_first_sentences(shown) or [data_of(request).strip()]))
            return fill(schema, text) if schema else text


def _composed(shown: Shown, change: Callable[[list[str]], list[str]]) -> str:
    passage = _best(shown)
    if passage is None:
        return _json(completeness="none", sentences=[], missing="")
    said = change(_told_to_the_end(passage.sentences))
    sentences = [{"text": text, "sources": [passage.number]} for text in said]
    return _json(completeness="full", sentences=sentences, missing="")


def _rephrased(shown: Shown, change: Callable[[list[str]], list[str]]) -> str:
    question = change(shown.turns[-1:]) or [""]
    return _json(intent="question", language=shown.language, question=" ".join(question))


def _first_sentences(shown: Shown) -> list[str]:
    passage = _best(shown)
    return _told_to_the_end(passage.sentences) if passage else []


def _told_to_the_end(sentences: list[str]) -> list[str]:
    """The first few, and what leads in to a list no more than the list."""
    first = sentences[:SENTENCES]
    return first[:-1] if len(first) > 1 and first[-1].rstrip("*").endswith((":", "：")) else first


def _best(shown: Shown) -> Passage | None:
    """The first passage in the asker's language, else the first of all."""
    return next((p for p in shown.passages if p.language == shown.language), next(iter(shown.passages), None))


def _json(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False)
