"""Who does what no request waits for: mail, alerts, imports, sources, dates?  None of the jobs holds up another.

Each job has a thread of its own: a mail server that hangs keeps nobody but itself waiting.  Everything that is to be
done is a row with a state, so that several workers share it and one that is killed loses nothing.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Self

from assistant.cases.alerts import fire_due
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import DatabaseUnavailable
from assistant.settings import Settings
from assistant.signals import WORK
from assistant.uploads.scanning import scan_held
from ingestion.mail import intake
from ingestion.mail.guarded import Parser
from ingestion.mail.mailbox import Mailbox
from knowledge_base.consistency.checking import ConflictCheck
from knowledge_base.desk.due import expire_due, publish_due
from knowledge_base.desk.reminders import remind_owners
from knowledge_base.gaps.rounds import GapRounds
from knowledge_base.gates import check_due
from knowledge_base.recalls.listing import list_due
from knowledge_base.replays.running import Replayer
from ui.lazy_knowledge import LazyKnowledge
from ui.mail_desk import open_caller, open_filer, open_mailboxes, open_sender
from ui.personal_data import keep_tonight
from ui.signal_sources import hear
from ui.source_desk import open_knowledge_work

IDLE_SECONDS = 5.0
"""How often a job looks by itself; a signal wakes it at once."""
DAILY_WORK_SECONDS = 60.0
"""How often it is looked whether a day has brought something."""
LONGEST_PAUSE_SECONDS = 60.0
STOP_SECONDS = 5.0
"""So long the jobs have to end by themselves; what a job that hangs has claimed, others take up after its lease."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    name: str
    work: Callable[[threading.Event], object]
    """One round; looks at the event between two pieces of work.  May raise: the next round comes after a pause."""
    wait: Callable[[threading.Event], None] | None = None
    """Until there may be something new; without it a signal or a few seconds."""


class Worker:
    """The jobs of one process, from `start` to `stop`, or as long as a `with` lasts."""

    def __init__(self, database: Database, jobs: Sequence[Job], *, close: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._jobs = jobs
        self._close = close
        self._stop = threading.Event()
        self._wakes = {job.name: threading.Event() for job in jobs}
        self._threads = [threading.Thread(target=self._run, args=(job,), name=job.name, daemon=True) for job in jobs]
        self._threads.append(threading.Thread(target=self._hear, name="work signals", daemon=True))

    @property
    def job_names(self) -> list[str]:
        return [job.name for job in self._jobs]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End within seconds, whatever hangs."""
        self._stop.set()
        self._wake()
        deadline = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        for thread in self._threads:
            if thread.is_alive():
                logger.warning("the job %s hangs and is left behind", thread.name)
        self._close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self, job: Job) -> None:
        failures = 0
        wake = self._wakes[job.name]
        while not self._stop.is_set():
            wake.clear()  # Before the round: what comes during it is looked at in the next one.
            try:
                job.work(self._stop)
                failures = 0
            except Exception as error:  # Whatever it is, the next round may succeed, and a thread that ends never does.
                failures += 1
                self._tell(job, error)
            if failures:
                self._stop.wait(min(LONGEST_PAUSE_SECONDS, 2.0 ** min(failures, 10)))
            elif job.wait:
                job.wait(self._stop)
            else:
                wake.wait(IDLE_SECONDS)

    def _tell(self, job: Job, error: Exception) -> None:
        if isinstance(error, OSError | DatabaseUnavailable):
            logger.warning("%s: %s", job.name, error)
        else:
            logger.exception("the job %s failed", job.name)

    def _hear(self) -> None:
        while not self._stop.is_set():
            try:
                for heard in hear(self._database, self._stop):
                    if any(signal.topic == WORK for signal in heard):
                        self._wake()
            except Exception as error:  # Signals only save time: without them every job looks by itself.
                logger.warning("signals cannot be heard at the moment: %s", type(error).__name__)
                self._stop.wait(IDLE_SECONDS)

    def _wake(self) -> None:
        for wake in self._wakes.values():
            wake.set()


def open_worker(settings: Settings, database: Database, *, lease: datetime.timedelta | None = None) -> Worker:
    """A worker of this installation, not yet started.  Raises SettingsInvalid where a setting cannot be used.

    `lease` is how long what a dead worker has claimed stays its own; without it as long as each kind of work needs.
    """
    mailboxes, parser = open_mailboxes(settings), Parser(ocr=settings.ocr)
    filer = open_filer(settings, database, parser)
    sender, caller = open_sender(settings, database), open_caller(settings, database)
    if lease:
        filer, caller = replace(filer, lease=lease), replace(caller, lease=lease)
        sender = sender and replace(sender, lease=lease)
    knowledge = LazyKnowledge(settings, database)
    replayer = Replayer(database, knowledge, load_catalogue(settings.catalogue), settings.replay_margin)
    conflicts = ConflictCheck(database)
    jobs = [
        *(_fetching(database, mailbox) for mailbox in mailboxes),
        Job("filing", lambda stop: filer.file_due(stopping=stop.is_set)),
        Job("webhooks", lambda stop: caller.call_due(stopping=stop.is_set)),
        Job("alerts", lambda stop: _fire_alerts(database, stop)),
        Job("contradictions", lambda stop: conflicts.check(stopping=stop.is_set)),
        Job("scanning", lambda _stop: scan_held(database, settings)),
        Job("recalls", lambda stop: list_due(database, stop=stop)),
        Job(
            "keeping",
            lambda stop: keep_tonight(settings, database, stopping=stop.is_set),
            wait=_rest,
        ),
        Job("publishing", lambda stop: publish_due(database, replayer.check, stopping=stop.is_set)),
        Job("expiring", lambda stop: expire_due(database, stopping=stop.is_set), _rest),
        Job("reminding", lambda stop: remind_owners(database, stopping=stop.is_set), _rest),
        _learning_gaps(settings, database, knowledge),
        Job("replays", lambda stop: replayer.run_due(stopping=stop.is_set)),
        Job("checks", lambda stop: _check_due(replayer, stop)),
    ]
    knowledge_jobs, close_knowledge = open_knowledge_work(settings, database, lease=lease)
    jobs += [Job(name, partial(_until_stopped, work)) for name, work in knowledge_jobs]
    if sender is not None:
        jobs.append(Job("sending", lambda stop: sender.send_due(stopping=stop.is_set)))

    def close() -> None:
        parser.close()
        close_knowledge()
        knowledge.close()
        for mailbox in mailboxes:
            mailbox.close()

    return Worker(database, jobs, close=close)


def _rest(stop: threading.Event) -> None:
    """For what changes with the day: no answer waits for it."""
    stop.wait(DAILY_WORK_SECONDS)


def _fetching(database: Database, mailbox: Mailbox) -> Job:
    def keep(raw: bytes) -> None:
        with database.write() as session:
            intake.store(session, mailbox.name, raw)

    return Job(mailbox.name, lambda stop: mailbox.collect(keep, stop=stop), mailbox.wait)


def _until_stopped(work: Callable[..., object], stop: threading.Event) -> object:
    return work(stopping=stop.is_set)


def _learning_gaps(settings: Settings, database: Database, knowledge: LazyKnowledge) -> Job:
    rounds = GapRounds(database, lambda: knowledge().embedding, load_catalogue(settings.catalogue))
    return Job("gaps", lambda _stop: rounds.follow(), _rest)


def _fire_alerts(database: Database, stop: threading.Event) -> None:
    fired = 1
    while fired and not stop.is_set():
        with database.write() as session:
            fired = fire_due(session)


def _check_due(replayer: Replayer, stop: threading.Event) -> int:
    return check_due(
        replayer.database,
        replayer.knowledge,
        margin=replayer.margin,
        catalogue=replayer.catalogue,
        stopping=stop.is_set,
    )
