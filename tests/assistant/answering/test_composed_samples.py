"""Does every sample article, told by a model in its own sentences, reach the citizen with its own values and source?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from assistant.answering.answer import Answer, Outcome, Status
from assistant.answering.improve import improve
from assistant.answering.knowledge import Hit
from assistant.answering.pipeline import answer_first
from assistant.sentences import split_sentences
from tests.assistant.answering.licences import LANGUAGES, tools_with
from tests.assistant.answering.scripted_knowledge import SURE, Question, ScriptedKnowledge, hit
from tests.assistant.answering.scripted_model import ScriptedModel, composed, models_of

_MARK = re.compile(r"^\[[0-9a-f]{8}\] ?", re.MULTILINE)
MAX_COPIED = 6
LEAST_SHOWN = 0.97


@cache
def articles() -> list[dict[str, Any]]:
    folder = files("ingestion") / "samples" / "ching_wan"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".jsonl"))
    return [json.loads(line) for name in names for line in (folder / name).read_text("utf-8").splitlines()]


def copy_passage(data: str) -> dict[str, Any]:
    """The first sentences of the first passage as the model sees it, tokens and all; headings are left out."""
    plain = _MARK.sub("", data)
    passage = re.split(r"^passage 1 .*$", plain, flags=re.MULTILINE)[1]
    passage = re.split(r"^(?:\{p\d+v\d+\} = |language: )", passage, flags=re.MULTILINE)[0]
    sentences = [sentence for sentence in split_sentences(passage) if not sentence.startswith(("#", "|"))]
    copied = [sentence for sentence in sentences[:MAX_COPIED] if len(sentence) <= 600]
    return composed(*(copied[:-1] if copied[-1].rstrip("*").endswith((":", "：")) else copied))


def shown_answers(
    language: str, reply: Callable[[str], dict[str, Any]] = copy_passage, *, step: int = 1
) -> Iterator[tuple[Hit, Answer]]:
    """What citizens get of every `step`-th article."""
    for article in articles()[::step]:
        text = article["text"][language]
        known = hit(article["id"], language=language, title=text["question"], answer=text["answer"])
        model = ScriptedModel(Composed=reply)
        tools = tools_with(ScriptedKnowledge(known, features=SURE), models_of(model))
        (first,) = answer_first([Question(known.title, language)], tools)
        if first.answer.outcome is Outcome.ANSWERED:  # A title may sound like a report.
            yield known, improve(first)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.promise("S34")
def test_each_shown_answer_cites_the_version_that_was_retrieved_and_shows_its_values(language):
    shown = 0
    answers = list(shown_answers(language))
    for known, answer in answers:
        assert [citation.version_id for citation in answer.citations] == [known.version_id]
        assert not re.search(r"\{|p\d+v\d+", answer.text)
        shown += answer.status is Status.ANSWERED_COMPOSED
        links = re.findall(r"https?://[^\s)>，。]+", answer.text)
        assert all(link.rstrip(".,;") in known.answer for link in links)
    assert len(answers) > 100
    assert shown / len(answers) >= LEAST_SHOWN


def invent(data: str) -> dict[str, Any]:
    """As `copy_passage`, with something that no passage holds in place of each of its values."""
    said = copy_passage(data)
    for place, sentence in enumerate(said["sentences"]):
        invented = INVENTED[place % len(INVENTED)]
        sentence["text"] = re.sub(r"\{p\d+v\d+\}", invented, sentence["text"]) + invented
    return said


INVENTED = (
    " 3999 1234 ",
    " https://www.gov-hk.example ",
    " {p8v1} ",
    " fee@gov-hk.example ",
    " [here](gov.hk.example.com) ",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.promise("T05")
@pytest.mark.promise("T31")
def test_nothing_that_a_model_invents_in_place_of_values_is_shown(language):
    for known, answer in shown_answers(language, invent, step=4):
        assert answer.status is not Status.ANSWERED_COMPOSED
        assert known.answer in answer.text
