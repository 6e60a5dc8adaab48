"""A person whose words lie in every store, and a search that looks everywhere for them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, insert, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import operator
from assistant.answering.answer import HandoffReason
from assistant.answering.draft import Role
from assistant.conversations import history
from assistant.conversations.handoffs import open_handoff
from assistant.database import Database, Row, UtcDateTime, utc_now
from assistant.outgoing.webhook_register import add_webhook
from assistant.personal_data.stores import Store
from assistant.suggestions.models import SuggestionRecord
from ingestion.mail.folder_mailbox import DONE
from tests.assistant.cases.reports import TARGETS, open_case
from tests.ingestion.mail.desk import Desk
from tests.staff import add_staff
from ui.personal_data import REGISTRY

NAME, EMAIL, PHONE = "Zebedee Quillfeather", "zebedee.q@canary.example", "9481 2037"
WORDS = "the purple heron lamp hums; 紫鷺路燈嗡嗡響，好嘈; 紫鹭路灯嗡嗡响"
MARKS = (NAME, "Zebedee", EMAIL, PHONE, PHONE.replace(" ", ""), "purple heron", "紫鷺路燈", "紫鹭路灯")


def canary_mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"{NAME} <{EMAIL}>", "help@city.example", "purple heron lamp"
    mail["Message-ID"] = "<canary@mail.example>"
    mail.set_content(f"{WORDS}\nMy phone is {PHONE}.\n{NAME}", cte="8bit")
    mail.add_attachment(f"{WORDS} {EMAIL}".encode(), maintype="text", subtype="plain", filename="purple heron.txt")
    return mail.as_bytes()


def put_everywhere(database: Database, mail_folder: Path) -> str:
    """Through the service where a person comes by it, and by rows into the stores that are then still empty.

    Returns the id of their conversation, which names them nowhere but in the contact of its handoff.
    """
    (mail_folder / DONE).mkdir(parents=True)
    raw = canary_mail()
    (mail_folder / DONE / "canary.eml").write_bytes(raw)
    Desk(database).take(raw)
    add_staff(database, "ada")
    with database.write() as session:
        started = history.start_conversation(session, language="en")
        conversation = history.lock_conversation(session, started.id)
        history.append_message(session, started.id, role=Role.CITIZEN, text=WORDS, language="en")
        contact = {"name": NAME, "phone": PHONE, "email": EMAIL.upper()}
        open_handoff(
            session, conversation, reason=HandoffReason.CUSTOMER_REQUEST, language="en", note=WORDS, contact=contact
        )
    with database.write() as session:
        add_webhook(session, "desk", url="https://desk.example/hook", actor=operator(), catalogue=TARGETS.catalogue)
        for store in reversed(REGISTRY.deepest_first()):
            if holds_citizens(store) and session.execute(select(*store.key).limit(1)).first() is None:
                _insert(session, store)
    return started.id


def holds_citizens(store: Store) -> bool:
    return bool(store.belongs or store.all_names)


def put_another(database: Database) -> str:
    """Somebody else's case, in which the person is named; returns its id."""
    opened = open_case(
        database,
        text=f"My neighbour ({EMAIL}, tel. {PHONE}) has the same dark lamp.",
        contact={"name": "Chan Tai Man", "email": "tai.man@mail.example"},
    )
    return opened.case.id


def draft_elsewhere(database: Database) -> None:
    """A reply drafted for another desk system's question, which belongs to nobody and names the person."""
    with database.write() as session:
        session.add(
            SuggestionRecord(
                id=str(uuid.uuid4()),
                made_for="desk",
                created_at=utc_now(),
                language="en",
                draft=f"Please write to {EMAIL}.",
                is_quiet=False,
                confidence=0.5,
                sources=[],
                trace=[{"step": "read", "words": f"call me on {PHONE}"}],
                mode="rules",
                duration_ms=1.0,
            )
        )


def search_everywhere(database: Database, *folders: Path) -> dict[str, list[str]]:
    """Which of the person's marks stand in which tables and files."""
    found: dict[str, list[str]] = {}
    with database.engine.connect() as connection:
        for table in Row.metadata.sorted_tables:
            texts = "\n".join(_text(value) for row in connection.execute(select(table)) for value in row)
            _note(found, table.name, texts)
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                _note(found, str(path.relative_to(folder)), path.read_bytes().decode("utf-8", "ignore"))
    return found


def _note(found: dict[str, list[str]], place: str, text: str) -> None:
    if marks := [mark for mark in MARKS if mark.casefold() in text.casefold()]:
        found[place] = marks


def _text(value: Any) -> str:
    return value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)


def _insert(session: Session, store: Store) -> None:
    values = {column.name: _value(session, store, column) for column in store.table.columns if not _is_counted(column)}
    session.execute(insert(store.table).values(values))


def _value(session: Session, store: Store, column: Column[Any]) -> Any:
    if (store.belongs and column.name == store.belongs[0]) or (column.foreign_keys and not column.nullable):
        [key] = column.foreign_keys
        found = session.scalar(select(key.column).limit(1))
        return _insert_plain(session, key.column) if found is None else found
    if column.foreign_keys:
        return None
    for kind, value in _examples():
        if isinstance(column.type, kind):
            return value
    if store.blank is not None and column.name not in store.blank:
        return "code"
    length = getattr(column.type, "length", None) or 10_000
    return str(uuid.uuid4()) if column.primary_key else EMAIL if column.name == "email" else WORDS[:length]


def _insert_plain(session: Session, wanted: Column[Any]) -> Any:
    """A row of a table that holds nothing personal, on which one that does depends; returns its `wanted` column."""
    table, values = wanted.table, {}
    for column in table.columns:
        if column.foreign_keys and not column.nullable:
            [key] = column.foreign_keys
            found = session.scalar(select(key.column).limit(1))
            values[column.name] = _insert_plain(session, key.column) if found is None else found
        elif not column.nullable and not _is_counted(column):
            values[column.name] = next((v for kind, v in _examples() if isinstance(column.type, kind)), "code")
            values[column.name] = {} if isinstance(column.type, JSON) else values[column.name]
    session.execute(insert(table).values(values))
    return session.scalar(select(wanted).limit(1))


def _examples() -> Iterator[tuple[type, Any]]:
    yield Boolean, False
    yield Integer, 1
    yield Float, 1.0
    yield JSON, {"text": WORDS}
    yield LargeBinary, WORDS.encode()
    yield UtcDateTime, utc_now()
    yield Date, utc_now().date()


def _is_counted(column: Column[Any]) -> bool:
    return column.primary_key and column.autoincrement is True
