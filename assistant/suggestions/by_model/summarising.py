"""What has happened so far, for the agent who takes over?  A model's summary to which no fact may be added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.draft import Tools
from assistant.answering.grounding.rewriting import find_changes
from assistant.answering.introduced_names import hide_names
from assistant.answering.written import Problem, ProblemKind
from assistant.language_models.asking import ModelCall
from assistant.language_models.chosen import ModelStep
from assistant.privacy import find_personal_data, mask
from assistant.suggestions.by_model.aimed import speaks_to_machine
from assistant.suggestions.by_model.attempt import LANGUAGE_NAMES, PATIENCE_SECONDS, Failure, Task, ask_checked

MAX_SHOWN = 12_000
"""Characters of what was written, the newest; older ones are in the log beside the summary."""
MAX_TURN = 3_000


class Summarised(BaseModel):
    """What a model may say of a conversation or case."""

    model_config = ConfigDict(extra="forbid")

    matter: str = Field(min_length=1, max_length=800)
    answered: list[str] = Field(max_length=10)
    open: list[str] = Field(max_length=10)
    next: list[str] = Field(max_length=10)

    @property
    def text(self) -> str:
        return "\n".join([self.matter, *self.answered, *self.open, *self.next])


@dataclass(frozen=True)
class Spoken:
    """One text of a conversation or case, and who wrote it: citizen, assistant or agent."""

    by: str
    text: str
    language: str


@dataclass(frozen=True)
class ModelSummary:
    """Without a `failure` it has passed its checks."""

    summary: Summarised | None = None
    failure: Failure | None = None
    problems: tuple[Problem, ...] = ()
    calls: tuple[ModelCall, ...] = ()


def summarise_spoken(
    spoken: Sequence[Spoken], tools: Tools, *, language: str, seconds: float = PATIENCE_SECONDS
) -> ModelSummary:
    """What was written, summed up in the agent's `language`; the model is shown no personal data and no given names."""
    chosen = tools.models.find(ModelStep.AGENT)
    if chosen is None:
        return ModelSummary(failure=Failure.NO_MODEL)
    if tools.switches().suggestions_off:
        return ModelSummary(failure=Failure.SWITCHED_OFF)
    if not any(one.text.strip() for one in spoken):
        return ModelSummary(failure=Failure.NOTHING_TO_PHRASE)
    if any(one.by == "citizen" and speaks_to_machine(one.text) for one in spoken):
        return ModelSummary(failure=Failure.WITHHELD)
    published = tools.knowledge.published_contacts()
    masked = [mask(one.text[:MAX_TURN], one.language, published=published).text for one in spoken]
    turns = _newest([(one.by, hide_names(text)) for one, text in zip(spoken, masked, strict=True)])
    shown = "\n".join(f"{by}: {words}" for by, words in turns)

    def check(summary: Summarised) -> list[Problem]:
        similarities = tools.knowledge.similarities
        found = find_changes(shown, summary.text, language=language, may_lose=True, similarities=similarities)
        is_leak = bool(find_personal_data(summary.text, published=published))
        return [*found, *([Problem(ProblemKind.LEAK, "personal data that was not shown")] if is_leak else [])]

    # Who speaks stands before the marks: a line of a citizen's cannot pass for an agent's.
    task = Task("agent_summary", Summarised, turns, {"language": LANGUAGE_NAMES[language]})
    attempt = ask_checked(chosen, task, check, seconds=seconds)
    return ModelSummary(attempt.value, attempt.failure, attempt.problems, attempt.calls)


def _newest(turns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    kept, length = list[tuple[str, str]](), 0
    for by, words in reversed(turns):
        length += len(by) + len(words)
        if kept and length > MAX_SHOWN:
            break
        kept.append((by, words))
    return kept[::-1]
