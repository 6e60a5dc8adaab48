"""What travels between the steps of the pipeline?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.answering.answer import Answer, Choice, ChoiceKind, HandoffReason, Retrieved, Status, StepTrace
from assistant.answering.confidence import Confidence
from assistant.answering.intents import Intent
from assistant.answering.kept_answers import KeptAnswers
from assistant.answering.knowledge import Hit, Knowledge, SearchResult
from assistant.answering.wording import Wording
from assistant.cases.catalogue import Catalogue
from assistant.language_models.asking import ModelCall
from assistant.language_models.chosen import NO_MODELS, Models
from assistant.privacy import PersonalDataKind
from assistant.switches.off_switches import NOTHING_OFF, Switches


class Role(StrEnum):
    CITIZEN = "citizen"
    ASSISTANT = "assistant"
    AGENT = "agent"


@dataclass(frozen=True)
class Turn:
    """One earlier message of the conversation."""

    role: Role
    text: str


@dataclass(frozen=True)
class Question:
    """What a citizen sent.  `language` is the language of the page, used when the text itself does not tell."""

    text: str
    language: str | None = None
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Tools:
    """What the steps work with."""

    knowledge: Knowledge
    wording: Wording
    confidence: Confidence
    catalogue: Catalogue
    switches: Callable[[], Switches] = lambda: NOTHING_OFF
    """What is off at the moment of asking."""
    models: Models = NO_MODELS
    patience_seconds: float = 6.0
    """How long a citizen, who has the approved text already, waits for what a model makes of it."""
    kept: KeptAnswers = field(default_factory=KeptAnswers)
    """What models have said; nothing is kept unless somebody wants it."""


@dataclass
class Part:
    """One of the two questions that a message holds, in the citizen's own words."""

    text: str
    result: SearchResult | None = None
    confidence: float = 0.0
    department: str | None = None
    """Known where the search is sure enough of it."""
    chosen: Hit | None = None

    @property
    def best(self) -> Hit | None:
        return self.result.hits[0] if self.result and self.result.hits else None


@dataclass
class Draft:
    """The one thing that the steps read and fill in."""

    question: Question
    tools: Tools
    hidden: tuple[PersonalDataKind, ...] = ()
    """What the question held and no step may read."""
    text: str = ""
    language: str = "en"
    script_is_certain: bool = True
    standalone: str = ""
    earlier: tuple[str, ...] = ()
    """The citizen's turns that `standalone` holds before `text`."""
    leans: bool = False
    """True when `text` cannot be understood without the turns that `standalone` adds."""
    intent: Intent | None = None
    result: SearchResult | None = None
    parts: tuple[Part, ...] = ()
    """The two questions of the message, or none; where one of them is chosen for, they are answered one by one."""
    chosen: Hit | None = None
    """What answers the message as a whole."""
    confidence: float = 0.0
    trace: list[StepTrace] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
    """What the running step wants in its trace."""
    calls: list[ModelCall] = field(default_factory=list)
    """What models were asked for it."""

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self.result.hits if self.result else ()

    @property
    def found(self) -> tuple[Hit, ...]:
        """Every article found, for the whole first and then for each part."""
        return (*self.hits, *(hit for part in self.parts if part.result for hit in part.result.hits))

    @property
    def used(self) -> tuple[Hit, ...]:
        """The articles that the answer shows, in its order."""
        of_parts = tuple(part.chosen for part in self.parts if part.chosen)
        return of_parts or ((self.chosen,) if self.chosen else ())

    @property
    def missing(self) -> Part | None:
        """The part that stays without an answer while the other one has its own."""
        unanswered = [part for part in self.parts if part.chosen is None]
        return unanswered[0] if len(unanswered) == 1 else None

    @property
    def mode(self) -> str:
        return f"rules+{self.result.mode}" if self.result else "rules"

    def department_name(self, code: str) -> str:
        department = self.tools.catalogue.find_department(code)
        return department.name(self.language) if department else code

    def fixed(
        self,
        status: Status,
        *,
        wording: str = "",
        choices: tuple[Choice, ...] = (),
        reason: HandoffReason | None = None,
        department: str | None = None,
        **values: str,
    ) -> Answer:
        """An answer made of the fixed text that belongs to `status`, or of the one named `wording`.

        The text may name the department.
        """
        if department is not None:
            values["department"] = self.department_name(department)
        return Answer(
            status=status,
            language=self.language,
            text=self.tools.wording.text(wording or status.value, self.language, **values),
            confidence=self.confidence,
            choices=choices,
            handoff_reason=reason,
            department=department,
        )

    def choice(self, kind: ChoiceKind, label: str) -> Choice:
        return Choice(kind, self.tools.wording.text(label, self.language))

    def retrieved(self, used: Sequence[Hit] | None = None) -> tuple[Retrieved, ...]:
        """Everything that search found, also what may not be shown and why; `used` are those of the rules' answer."""
        if self.result is None:
            return ()
        used = self.used if used is None else used
        shown, listed = {hit.version_id for hit in used}, {hit.version_id for hit in self.hits}
        found = [Retrieved(hit.article_id, hit.score, used=hit.version_id in shown) for hit in self.hits]
        found += [Retrieved(hit.article_id, hit.score, used=True) for hit in used if hit.version_id not in listed]
        return (*found, *(Retrieved(r.article_id, r.score, reason=r.reason) for r in self.result.rejected))


Step = Callable[[Draft], Answer | None]
"""Reads and fills in the draft; returns None to go on, or the Answer that stops the pipeline."""
