"""What is a language model shown of a mail, and how is it told that all of it is data?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.answering.prompting import mark_lines, new_mark
from assistant.cases.fields import MailPart
from assistant.language_models.chat_model import ChatMessage, Role
from assistant.sentences import sentence_spans
from ingestion.mail.case_fields.blotting import blot, names_of
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.parsed_mail import ParsedMail

VERSION = "case_fields_2"
MAX_CHARACTERS = 12_000
"""Of a mail; a longer one is shown from its beginning."""


@dataclass(frozen=True)
class Shown:
    """The words that may be evidence: each text is as long as its part, what no model may see blank or blotted out."""

    texts: Mapping[MailPart, str]
    sentences: tuple[tuple[int, int], ...]
    """Of the body, in their order; a model names them by their place, from 1."""

    @property
    def body(self) -> str:
        return self.texts[MailPart.BODY]

    def is_readable(self, mail: ParsedMail, part: MailPart, start: int, end: int) -> bool:
        """True where nothing of the stretch is blanked out."""
        return self.texts[part][start:end] == mail.part(part)[start:end]


def show(reading: Reading) -> Shown:
    """What the reporter wrote: nothing quoted, nothing aimed at a machine, nothing of who they are."""
    mail, names = reading.mail, names_of(reading)
    texts = {
        MailPart.BODY: blot(_uncover(mail.body, reading.body), names),
        MailPart.SUBJECT: blot(_uncover(mail.subject, reading.subject), names),
        MailPart.FROM_HEADER: " " * len(mail.from_header),
        MailPart.ATTACHMENT: blot(_uncover(mail.attachment_text, reading.attachment), names),
    }
    return Shown(texts, tuple(sentence_spans(texts[MailPart.BODY])))


def write_prompt(reading: Reading, shown: Shown) -> list[ChatMessage]:
    """The versioned prompt, and the mail, each line behind a mark that its writer cannot have known."""
    mark = new_mark()
    lines = mark_lines("\n".join(_lines(reading, shown)), mark)
    return [ChatMessage(Role.SYSTEM, _prompt().format(mark=mark)), ChatMessage(Role.USER, lines)]


@cache
def _prompt() -> str:
    return (files("ingestion.mail.case_fields") / "prompts" / f"{VERSION}.txt").read_text("utf-8")


def _lines(reading: Reading, shown: Shown) -> Iterator[str]:
    if reading.written_at:
        yield f"written: {reading.written_at:%Y-%m-%d %A %H:%M %z}"
    yield f"subject: {_on_one_line(shown.texts[MailPart.SUBJECT])[:MAX_CHARACTERS]}"
    left = MAX_CHARACTERS
    for number, (start, end) in enumerate(shown.sentences, start=1):
        left -= end - start
        if left < 0:
            return
        yield f"{number}: {_on_one_line(shown.body[start:end])}"
    for line in shown.texts[MailPart.ATTACHMENT][:left].splitlines():
        if line.strip():
            yield f"attachment: {_on_one_line(line)}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _uncover(written: str, readable: str) -> str:
    """The characters of `written` that are not blanked out in its folded twin."""
    return "".join(c if seen != "\n" or c.isspace() else "\n" for c, seen in zip(written, readable, strict=True))
