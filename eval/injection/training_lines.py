"""What is the guard trained with?  Our own lines, questions of the tune splits, openly licensed public prompts."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from assistant.answering.guard import ATTACK, HEAD, ORDINARY
from assistant.answering.intents import Intent
from assistant.answering.screen import MAX_QUESTION_LENGTH
from assistant.cases.training import Example
from assistant.cases.training_lines import read_training_lines
from assistant.languages import clean
from eval.datasets.other_cities import read_other_cities
from eval.datasets.questions import Split
from eval.datasets.sample import answerable_questions, in_split, messages_with_intents, unanswerable_questions
from eval.injection.prompts import read_prompts

SEED = 20261126
LEARNT, ASIDE = ("english", "chinese"), ("aside",)
"""Our files that the guard learns from, and the one that only judges it."""
REPORTS = 600
"""Of the lines that train the classifier of reports: angry, long, full of demands, and none of them an attack."""
_REPORT_WEIGHT = 0.5
_BEFORE = 0.7
"""The share of attacks that hide behind a question rather than before it."""


def make_examples(data: Path) -> list[Example]:
    """What the guard learns, the same each time; public prompts only where they lie below `data`."""
    chance = random.Random(SEED)  # noqa: S311  # Nothing here is secret.
    attacks, ordinary = (list(own_lines(kind, LEARNT)) for kind in ("attacks", "ordinary"))
    for message in messages_with_intents(Split.TUNE):
        (attacks if message.intent == Intent.STEERING else ordinary).append(message.text)
    questions = [*answerable_questions(), *unanswerable_questions(), *read_other_cities()[1]]
    ordinary += [question.text for question in in_split(questions, Split.TUNE)]
    attacks += [_hide(attack, chance.choice(ordinary), chance) for attack in attacks]
    learnt = [prompt for prompt in read_prompts(data) if prompt.split is Split.TUNE]
    attacks += [prompt.text for prompt in learnt if prompt.is_attack]
    ordinary += [prompt.text for prompt in learnt if not prompt.is_attack]
    reports = chance.sample([line.example.text for line in read_training_lines()], REPORTS)
    return [*_label(attacks, ATTACK), *_label(ordinary, ORDINARY), *_label(reports, ORDINARY, weight=_REPORT_WEIGHT)]


def own_lines(kind: str, names: Iterable[str]) -> Iterator[str]:
    """Our `attacks` or `ordinary` lines of these files."""
    for name in names:
        yield from tomllib.loads((files("eval.injection") / "lines" / f"{name}.toml").read_text("utf-8"))[kind]


def _hide(attack: str, question: str, chance: random.Random) -> str:
    first, second = (question, attack) if chance.random() < _BEFORE else (attack, question)
    return f"{first} {second}"


def _label(texts: Iterable[str], label: str, *, weight: float = 1) -> Iterator[Example]:
    return (Example("", clean(text)[:MAX_QUESTION_LENGTH], {HEAD: label}, weight) for text in texts)
