"""What might the reply to a case say?  For each of its matters the approved sentences that fit, or why none do."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answering.draft import Question
from assistant.cases.catalogue import Catalogue
from assistant.cases.fields import FieldName
from assistant.cases.models import Case, CaseMessage
from assistant.suggestions.by_model.phrasing import Phrased
from assistant.suggestions.suggestion import Sentence, Suggestion


@dataclass(frozen=True)
class Matter:
    """What the citizen asks, in their own words."""

    summary: str
    text: str
    number: str | None = None
    """Of the case into which it was split off."""

    @property
    def question(self) -> str:
        return self.text if self.summary.rstrip("…") in self.text else f"{self.summary}\n{self.text}"


@dataclass(frozen=True)
class DraftedPart:
    matter: Matter
    suggestion: Suggestion
    """Quiet where nothing fits, with the reason in the agent's language."""
    phrased: Phrased | None = None
    """Where a model was asked for it in simple words; with a failure the approved ones stand."""

    @property
    def text(self) -> str:
        return self._simple.text if self._simple else self.suggestion.draft

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return self._simple.sentences if self._simple else self.suggestion.sentences

    @property
    def _simple(self) -> Phrased | None:
        return self.phrased if self.phrased and self.phrased.failure is None else None


@dataclass(frozen=True)
class ReplyDraft:
    language: str
    greeting: str
    closing: str
    parts: tuple[DraftedPart, ...]

    @property
    def text(self) -> str:
        """As it would be sent; empty where there is nothing to say."""
        drafts = [part.text for part in self.parts if part.suggestion.quiet is None]
        return "\n\n".join([self.greeting, *drafts, self.closing]) if drafts else ""


def list_matters(session: Session, case: Case) -> list[Matter]:
    """The matters of the first mail, each by itself, or what the citizen has written since."""
    newest = find_newest(session, case)
    if newest is None:
        return []
    if newest.sequence == 1 and len(case.issues) > 1:
        return [Matter(issue["summary"], issue["text"], issue["case_number"]) for issue in case.issues]
    return [Matter(case.summary, own_text(newest))]


def find_newest(session: Session, case: Case) -> CaseMessage | None:
    """What the citizen has written last."""
    incoming = select(CaseMessage).where(CaseMessage.case_id == case.id, CaseMessage.direction == "incoming")
    return session.scalar(incoming.order_by(CaseMessage.sequence.desc()).limit(1))


def draft_reply(
    case: Case, matters: Sequence[Matter], suggest: Callable[[Question], Suggestion], *, catalogue: Catalogue
) -> ReplyDraft:
    """Nothing of it is sent or kept."""
    wording = _wording()[case.language]
    name = _name(case)
    signed = catalogue.department_name(case.department, case.language)
    return ReplyDraft(
        language=case.language,
        greeting=wording["greeting"].format(name=name) if name else wording["greeting_unnamed"],
        closing=wording["closing"].format(number=case.number, signed=signed).strip(),
        parts=tuple(DraftedPart(m, suggest(Question(m.question, case.language))) for m in matters),
    )


def own_text(message: CaseMessage) -> str:
    """What the writer wrote this time, without what is quoted, signed and added by machines."""
    own = [message.body[part["start"] : part["end"]] for part in message.segments if part["kind"] == "own"]
    return "".join(own) or message.body


def _name(case: Case) -> str:
    stated = case.fields.get(FieldName.REPORTER_NAME.value)
    return (stated and stated["value"]) or case.contact.get("name", "")


@lru_cache(maxsize=1)
def _wording() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("drafting.toml").read_text("utf-8"))
