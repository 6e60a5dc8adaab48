"""What has a citizen reported, by whichever way it came, and what was made of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.cases.fields import Fields
from assistant.cases.triage import Triage


@dataclass(frozen=True)
class ReportFile:
    """A file that came with the report; `content` is None where it may not be kept, and `problem` says why."""

    filename: str
    media_type: str
    size: int
    sha256: str
    content: bytes | None
    problem: str | None = None


@dataclass(frozen=True)
class Issue:
    """One matter of several, tied to the words of the body that tell of it."""

    text: str
    start: int
    end: int
    triage: Triage
    summary: str


@dataclass(frozen=True)
class CitizenText:
    """One text of a citizen, as a log entry of a case keeps it."""

    body: str
    subject: str = ""
    channel: str = "web"
    language: str = "en"
    from_header: str = ""
    segments: Sequence[Mapping[str, Any]] = ()
    attachment_text: str = ""
    html: str = ""
    files: Sequence[ReportFile] = ()
    mail_id: int | None = None

    @property
    def own(self) -> str:
        """The body without what was quoted, signed or added by programs."""
        own = [self.body[part["start"] : part["end"]] for part in self.segments if part["kind"] == "own"]
        return "".join(own) if self.segments else self.body


@dataclass(frozen=True)
class Report:
    """What becomes a case."""

    text: CitizenText
    triage: Triage
    fields: Fields
    summary: str
    contact: Mapping[str, str]
    """name, email, phone: only what the citizen has given."""
    issues: Sequence[Issue] = ()
    wants_reply: bool | None = None
    injection_suspected: bool = False
    duplicate_of_id: str | None = None
    conversation_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
