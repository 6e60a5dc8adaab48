"""What may an operator ask about a person, and how is it recorded?  The audit holds keyed hashes, never who it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.contacts import matches
from assistant.cases.models import Case
from assistant.errors import CaseNotFound
from assistant.personal_data.identifiers import Fingerprints, Identifier, IdentifierKind
from assistant.personal_data.ledger import LedgerEntry
from assistant.personal_data.models import Erasure


def look_up_cases(
    session: Session, identifiers: Iterable[Identifier], *, contact: str, actor: Actor
) -> list[Identifier]:
    """The same with each case's id for its number.

    Raises CaseNotFound also where the contact is not the case's: a number that was heard by chance erases nothing.
    """
    actor.require(Permission.PERSON_ERASE)
    return [
        _case(session, identifier, contact) if identifier.kind is IdentifierKind.CASE_NUMBER else identifier
        for identifier in identifiers
    ]


def note_search(session: Session, prints: Sequence[str], *, actor: Actor, counts: Mapping[str, int]) -> None:
    """Somebody has looked for a person."""
    actor.require(Permission.PERSON_ERASE)
    record_event(session, actor, action="person.find", subject="person", fingerprints=list(prints), counts=dict(counts))


def ask_erasure(session: Session, entry: LedgerEntry, *, actor: Actor, counts: Mapping[str, int]) -> Erasure:
    """What the ledger's file has, the database has as well; from here on it will be done, whatever dies."""
    actor.require(Permission.PERSON_ERASE)
    erasure = Erasure(id=entry.id, asked_at=entry.asked_at, fingerprints=list(entry.fingerprints), counts={})
    session.add(erasure)
    record_event(
        session,
        actor,
        action="person.erase",
        subject=f"erasure:{entry.id}",
        fingerprints=list(entry.fingerprints),
        counts=dict(counts),
    )
    return erasure


def list_unfinished(session: Session) -> list[LedgerEntry]:
    """Erasures that were asked for and are not done."""
    return [_entry(row) for row in session.scalars(select(Erasure).where(Erasure.done_at.is_(None)))]


def list_known(session: Session) -> list[LedgerEntry]:
    return [_entry(row) for row in session.scalars(select(Erasure).order_by(Erasure.asked_at, Erasure.id))]


def prints_of(fingerprints: Fingerprints, identifiers: Iterable[Identifier]) -> tuple[str, ...]:
    return tuple(sorted({fingerprints.of(identifier) for identifier in identifiers}))


def _entry(row: Erasure) -> LedgerEntry:
    return LedgerEntry(tuple(row.fingerprints), row.id, row.asked_at)


def _case(session: Session, identifier: Identifier, contact: str) -> Identifier:
    case = session.scalar(select(Case).where(Case.number == identifier.value))
    if case is None or not matches(case.contact, case.access_hash, contact):
        raise CaseNotFound("no case has this number and this contact")
    return Identifier(IdentifierKind.CASE, case.id)
