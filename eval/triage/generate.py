"""What does the service make of every known email, and of letters to two other governments?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from assistant.cases.catalogue import load_catalogue
from assistant.cases.text_classifier import best
from assistant.cases.training import Example, train
from assistant.cases.triage import Triage
from eval.datasets.case_emails import KnownEmail
from eval.datasets.questions import read_lines
from ingestion.mail.parsed_mail import MessageKind
from ingestion.mail.parsing import parse_mail
from ingestion.mail.triaging import triage_mail

FOLDS = 5
HEAD = "department"


@dataclass(frozen=True)
class Triaged:
    """A known email, and what was made of it; there is no triage of what is not taken for a citizen's."""

    known: KnownEmail
    kind: MessageKind
    triage: Triage | None
    seconds: float


@dataclass(frozen=True)
class Letter:
    id: str
    subject: str
    text: str
    department: str
    answer: str = ""

    @property
    def fold(self) -> int:
        return sha256(f"{self.subject}\n{self.text}".encode()).digest()[0] % FOLDS

    def examples(self) -> list[Example]:
        texts = [(self.subject, self.text), *([("", self.answer)] if self.answer else [])]
        return [Example(subject, text, {HEAD: self.department}) for subject, text in texts]


@dataclass(frozen=True)
class Addressed:
    """A letter, whose it is, and the three it was thought to be for."""

    id: str
    department: str
    guesses: tuple[str, ...]


def triage_all(emails: Iterable[KnownEmail]) -> list[Triaged]:
    """From the bytes of each; what is known of it beforehand is not shown to the service."""
    catalogue = load_catalogue()
    made = []
    for known in emails:
        mail = parse_mail(known.raw)
        start = perf_counter()
        triage = triage_mail(mail, catalogue=catalogue) if mail.kind is MessageKind.CITIZEN else None
        made.append(Triaged(known, mail.kind, triage, perf_counter() - start))
    return made


def read_taipei(data: Path) -> list[Letter]:
    """Questions to the departments of Taipei; their answers are for training only.  Empty where it is not at hand."""
    path = data / "taipei_gov_faq" / "questions.jsonl"
    rows = read_lines(path) if path.is_file() else []
    return [Letter(row["id"], "", row["question"], row["bureau"], answer=row["answer"] or "") for row in rows]


def read_letters(data: Path) -> list[Letter]:
    path = data / "gov_messages_zh" / "classification.jsonl"
    rows = read_lines(path) if path.is_file() else []
    return [Letter(row["id"], row["title"], row["text"], row["department"]) for row in rows]


def address_all(letters: Sequence[Letter]) -> list[Addressed]:
    """Five parts, each judged by a classifier that was trained with the four others; a text is in one part only."""
    made = []
    for fold in range(FOLDS):
        taught = [example for letter in letters if letter.fold != fold for example in letter.examples()]
        classifier = train(taught, [HEAD]).classifier
        for letter in (letter for letter in letters if letter.fold == fold):
            confidences = classifier.confidences(HEAD, classifier.read(letter.subject, letter.text))
            guesses = tuple(code for code, _ in best(confidences, 3))
            made.append(Addressed(letter.id, letter.department, guesses))
    return made
