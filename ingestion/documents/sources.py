"""Which pages are articles made of again and again, and who says so?"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import InvalidInput, SourceNotFound, TransitionNotAllowed
from assistant.languages import LANGUAGES
from assistant.signals import WORK, send_signal
from ingestion.documents.models import Source, SourceKind, SourceRun
from ingestion.documents.source_domains import SourceDomains
from ingestion.documents.source_runs import has_open_run, open_run
from ingestion.documents.web_address import read_address


@dataclass(frozen=True)
class SourceWish:
    url: str
    kind: SourceKind
    department: str
    category: str = ""
    language: str = ""
    every_days: int = 7
    is_on: bool = True


def add_source(session: Session, wish: SourceWish, *, actor: Actor, domains: SourceDomains) -> Source:
    """Raises InvalidInput for an address that is not on the list of the department's domains."""
    actor.require(Permission.KNOWLEDGE_EDIT, wish.department)
    values = _check(wish, domains)
    same = select(Source).where(Source.department == wish.department, Source.url == values["url"])
    source: Source | None = session.scalar(same)
    if source is not None and not source.is_removed:
        raise InvalidInput("this address is a source already", field="url")
    if source is None:
        source = Source(created_at=utc_now())
        session.add(source)
    _set(source, values, actor)
    session.flush()
    record_event(session, actor, action="source.add", subject=str(source.id), url=source.url)
    send_signal(session, WORK)
    return source


def change_source(
    session: Session, source_id: int, wish: SourceWish, *, actor: Actor, domains: SourceDomains
) -> Source:
    """Raises SourceNotFound, InvalidInput."""
    actor.require(Permission.KNOWLEDGE_EDIT, wish.department)
    source = find_source(session, source_id, actor=actor)
    values = _check(wish, domains)
    same = select(Source.id).where(Source.department == wish.department, Source.url == values["url"])
    if session.scalar(same.where(Source.id != source_id)) is not None:
        raise InvalidInput("this address is a source already", field="url")
    _set(source, values, actor)
    record_event(session, actor, action="source.change", subject=str(source.id), url=source.url)
    send_signal(session, WORK)
    return source


def remove_source(session: Session, source_id: int, *, actor: Actor) -> None:
    """It is read no more; its articles stay.  Raises SourceNotFound."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    source = find_source(session, source_id, actor=actor)
    source.is_removed, source.is_on = True, False
    record_event(session, actor, action="source.remove", subject=str(source.id))


def ask_run(session: Session, source_id: int, *, actor: Actor) -> SourceRun:
    """Let the worker read the source now.  Raises SourceNotFound, TransitionNotAllowed while it is being read."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    source = find_source(session, source_id, actor=actor)
    if has_open_run(session, source):
        raise TransitionNotAllowed("this source is being read")
    run = open_run(session, source)
    record_event(session, actor, action="source.run", subject=str(source.id))
    send_signal(session, WORK)
    return run


def find_source(session: Session, source_id: int, *, actor: Actor) -> Source:
    """Raises SourceNotFound."""
    source = session.get(Source, source_id, with_for_update=True)
    if source is None or source.is_removed or not actor.serves(source.department):
        raise SourceNotFound("no such source")
    return source


def list_sources(session: Session, *, actor: Actor, after: int = 0, limit: int = 100) -> list[Source]:
    actor.require(Permission.KNOWLEDGE_EDIT)
    query = select(Source).where(~Source.is_removed, Source.id > after).order_by(Source.id).limit(limit)
    if EVERY_DEPARTMENT not in actor.departments:
        query = query.where(Source.department.in_(actor.departments))
    return list(session.scalars(query))


def list_runs(session: Session, source_id: int, *, actor: Actor, limit: int = 20) -> list[SourceRun]:
    """The newest first.  Raises SourceNotFound."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    source = find_source(session, source_id, actor=actor)
    runs = select(SourceRun).where(SourceRun.source_id == source.id)
    return list(session.scalars(runs.order_by(SourceRun.id.desc()).limit(limit)))


def _check(wish: SourceWish, domains: SourceDomains) -> dict[str, object]:
    address = read_address(wish.url)
    if not domains.allows(address.host, wish.department):
        raise InvalidInput(f"{address.host} is not on the list of domains (CIVICDESK_SOURCE_DOMAINS)", field="url")
    if wish.language not in ("", *LANGUAGES):
        raise InvalidInput(f"the language is one of {', '.join(LANGUAGES)}", field="language")
    return asdict(wish) | {"url": address.url, "kind": wish.kind.value}


def _set(source: Source, values: dict[str, object], actor: Actor) -> None:
    for name, value in values.items():
        setattr(source, name, value)
    source.author, source.is_removed, source.due_at = actor.name, False, utc_now()
