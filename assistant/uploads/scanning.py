"""Which attachments may be given out?  Each is held until a scan has found it clean.

An installation that names no scanner gives every checked file out; one that does holds them while it cannot be asked,
and the worker asks again.
"""

from __future__ import annotations

import logging

from sqlalchemy import Select, func, select, update

from assistant.cases.models import CaseAttachment, CaseMessage
from assistant.cases.register import CLEAN, HELD
from assistant.database import Database
from assistant.errors import ScannerUnavailable, UploadRefused
from assistant.settings import Settings
from assistant.uploads.clamd import Clamd, open_clamd

logger = logging.getLogger(__name__)

INFECTED = "infected"
UNREADABLE = "the scanner cannot read it: "
"""Begins the problem of what stays held for good."""
AT_MOST = 100
"""In one go, so that a worker has time for other things."""


def scan_held(database: Database, settings: Settings, *, case_id: str | None = None) -> int:
    """Scans what is held, of one case or of all, the oldest first; how many are settled now.

    Stops at the first that the scanner cannot be asked about.
    """
    clamd = open_clamd(settings.clamd)
    with database.read() as session:
        held = list(session.scalars(_held(case_id)))
    settled = 0
    for attachment_id in held:
        try:
            found = _scan(database, attachment_id, clamd)
            values = {"scan": INFECTED, "problem": f"malware: {found}"} if found else {"scan": CLEAN}
        except ScannerUnavailable as error:
            logger.warning("attachments stay held: %s", error)
            break
        except UploadRefused as error:  # Asking again would get the same answer, and keep others waiting.
            values = {"problem": f"{UNREADABLE}{error}"}
        with database.write() as session:
            of_it = update(CaseAttachment).where(CaseAttachment.id == attachment_id, CaseAttachment.scan == HELD)
            session.execute(of_it.values(values))
        settled += 1
    return settled


def _held(case_id: str | None) -> Select[str]:
    problem = func.coalesce(CaseAttachment.problem, "")
    held = select(CaseAttachment.id).join(CaseMessage).where(CaseAttachment.scan == HELD)
    held = held.where(problem.not_like(f"{UNREADABLE}%"))
    if case_id is not None:
        held = held.where(CaseMessage.case_id == case_id)
    return held.order_by(CaseMessage.created_at, CaseAttachment.position).limit(AT_MOST)


def _scan(database: Database, attachment_id: str, clamd: Clamd | None) -> str | None:
    """What was found in it.  The daemon is asked outside any transaction."""
    if clamd is None:
        return None
    with database.read() as session:
        content = session.scalar(select(CaseAttachment.content).where(CaseAttachment.id == attachment_id))
    return clamd.find_malware(content) if content else None
