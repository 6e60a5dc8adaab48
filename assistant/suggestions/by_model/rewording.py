"""How is an agent's own text put in plain words, another tone or another language, and does it still say the same?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.draft import Tools
from assistant.answering.grounding.rewriting import find_changes
from assistant.answering.written import Problem, ProblemKind
from assistant.facts.extract import extract_facts
from assistant.facts.fact import Fact
from assistant.language_models.asking import ModelCall
from assistant.language_models.chosen import ModelStep
from assistant.suggestions.by_model.aimed import speaks_to_machine
from assistant.suggestions.by_model.attempt import LANGUAGE_NAMES, PATIENCE_SECONDS, Failure, Task, ask_checked
from assistant.suggestions.by_model.hiding import Hidden, hide
from assistant.suggestions.rewrites import Rewrite

_MANNERS = {
    Rewrite.PLAIN: "in plain language: short sentences, everyday words, what to do first",
    Rewrite.FRIENDLIER: "in a friendlier, warmer tone",
    Rewrite.FORMAL: "in a more formal tone, as an official letter",
    Rewrite.TRANSLATE: "translated, sentence by sentence",
}


class Rewritten(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=20_000)


@dataclass(frozen=True)
class Difference:
    """A fact that only one of the two texts states: the `original`, or the `rewritten` one."""

    kind: str
    text: str
    only_in: str


@dataclass(frozen=True)
class Reworded:
    """Without a `failure` it has passed its checks; nothing takes the place of the agent's text by itself."""

    text: str = ""
    failure: Failure | None = None
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    """Told where the check failed, so that the agent knows what the model got wrong."""
    calls: tuple[ModelCall, ...] = ()


def reword(text: str, kind: Rewrite, tools: Tools, *, language: str, seconds: float = PATIENCE_SECONDS) -> Reworded:
    """`text` in a model's words, in `language`, which is another than its own where it is translated."""
    chosen = tools.models.find(ModelStep.AGENT)
    if chosen is None:
        return Reworded(failure=Failure.NO_MODEL)
    if tools.switches().suggestions_off:
        return Reworded(failure=Failure.SWITCHED_OFF)
    if not text.strip():
        return Reworded(failure=Failure.NOTHING_TO_PHRASE)
    if speaks_to_machine(text):
        return Reworded(failure=Failure.WITHHELD)
    hidden = hide(text, published=tools.knowledge.published_contacts())
    last = [""]

    def check(rewritten: Rewritten) -> Sequence[Problem]:
        last[0] = rewritten.text
        restored = hidden.restore(rewritten.text)
        if restored is None:
            return [Problem(ProblemKind.TOKEN, "an item in braces is lost, doubled or made up")]
        return find_changes(text, restored, language=language, similarities=tools.knowledge.similarities)

    values = {"language": LANGUAGE_NAMES[language], "manner": _MANNERS[kind]}
    task = Task("agent_rewrite", Rewritten, [("Text of the agent", hidden.text)], values)
    attempt = ask_checked(chosen, task, check, seconds=seconds)
    if attempt.value is None:
        differences = _compare(text, hidden, last[0])
        return Reworded("", attempt.failure, attempt.problems, differences, attempt.calls)
    return Reworded(hidden.restore(attempt.value.text) or "", calls=attempt.calls)


def _compare(original: str, hidden: Hidden, rewritten: str) -> tuple[Difference, ...]:
    """The values that differ, both ways; of a text whose hidden items cannot be put back, nothing is told."""
    restored = hidden.restore(rewritten) if rewritten else None
    return compare_facts(original, restored) if restored is not None else ()


def compare_facts(original: str, rewritten: str) -> tuple[Difference, ...]:
    """The facts that only one of the texts states, whatever their languages; what may go unsaid is left out."""
    before, after = extract_facts(original), extract_facts(rewritten)
    lost = [Difference(fact.kind.value, fact.text, "original") for fact in _missing(before, after)]
    return (*lost, *(Difference(fact.kind.value, fact.text, "rewritten") for fact in _missing(after, before)))


def _missing(facts: Sequence[Fact], among: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if not fact.is_weak and not any(fact.matches(other) for other in among)]
