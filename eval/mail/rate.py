"""How long does a mail take from its bytes to a triaged case, and does whoever files them stay small?"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import func, select

from assistant.cases.deciding import decide_triage
from assistant.cases.models import Case
from assistant.cases.targets import Targets
from assistant.outgoing.identity import load_identity
from eval.bench.installation import open_installation
from eval.bench.memory import mebibytes
from eval.bench.plan import Say
from eval.bench.resident import resident_bytes
from eval.bench.table import spread
from eval.datasets.case_emails import read_emails
from eval.datasets.questions import Split
from eval.tables import markdown_table
from ingestion.mail import intake
from ingestion.mail.filing import Filer
from ingestion.mail.guarded import Parser
from ingestion.mail.models import Mail
from ingestion.mail.reading import ReportReader

KEPT_AT_ONCE = 500
TOLD_EVERY = 500


@dataclass(frozen=True)
class Filed:
    """Milliseconds of each mail in their order, what became of the mails, and bytes of memory as it went on."""

    milliseconds: tuple[float, ...]
    states: Counter[str]
    cases: int
    memory: tuple[int | None, ...]
    """Of this process and the parser's, a tenth of the way and at the end."""

    def table(self) -> str:
        count, seconds = len(self.milliseconds), sum(self.milliseconds) / 1000
        tenth = max(count // 10, 1)
        first, last = self.milliseconds[:tenth], self.milliseconds[-tenth:]
        rows = [
            ("A mail to a triaged case, median / 95th percentile", str(spread(self.milliseconds))),
            ("– the longest", f"{max(self.milliseconds):,.0f} ms"),
            ("– the first tenth / the last tenth, median", f"{np.median(first):,.0f} / {np.median(last):,.0f} ms"),
            ("Mails a second, one worker", f"{count / seconds:,.1f}"),
            ("Memory after a tenth / at the end", " / ".join(mebibytes(size) for size in self.memory)),
        ]
        states = ", ".join(f"{number:,} {state.replace('_', ' ')}" for state, number in sorted(self.states.items()))
        note = f"{count:,} mails in one run: {states}; {self.cases:,} cases.  SQLite, {os.cpu_count()} cores, no model."
        return f"{markdown_table(('Measured', 'value'), rows)}\n\n{note}"


def measure_rate(count: int, *, say: Say) -> Filed:
    """Keep `count` mails in a folder that is removed afterwards, and file them one after the other."""
    with TemporaryDirectory(prefix="civicdesk-mails-") as folder, open_installation(Path(folder)) as installation:
        database, targets = installation.database, Targets.load(installation.settings)
        raws = make_mails(count)
        while batch := [raw for raw, _ in zip(raws, range(KEPT_AT_ONCE), strict=False)]:
            with database.write() as session:
                for raw in batch:
                    intake.store(session, "measured", raw)
        reader = ReportReader(partial(decide_triage, catalogue=targets.catalogue))
        with Parser() as parser:
            filer = Filer(database, parser, reader, load_identity(installation.settings), targets)
            moments: list[float] = []
            memory: list[int | None] = []

            def look() -> bool:
                """Called before each mail and after the last."""
                moments.append(time.perf_counter())
                done = len(moments) - 1
                if done == max(count // 10, 1):
                    memory.append(_resident(parser))
                if done and done % TOLD_EVERY == 0:
                    say(f"{done:,} of {count:,} mails")
                return False

            filer.file_due(stopping=look)
            memory.append(_resident(parser))
        with database.read() as session:
            states = Counter(session.scalars(select(Mail.state)))
            cases = session.scalar(select(func.count()).select_from(Case)) or 0
    spent = tuple(1000 * (after - before) for before, after in pairwise(moments))
    return Filed(spent, states, cases, tuple(memory))


def make_mails(count: int, *, seed: int = 1) -> Iterator[bytes]:
    """Our known mails again and again, each from another sender under a Message-ID of its own."""
    known = [email.raw for split in (Split.TUNE, Split.TEST) for email in read_emails(split)]
    chosen = random.Random(seed)  # noqa: S311  # The same mails in every run.
    for number in range(count):
        raw = chosen.choice(known)
        yield raw.replace(b"Message-ID: <", b"Message-ID: <%d." % number, 1).replace(b"@", b"%d@" % number, 1)


def _resident(parser: Parser) -> int | None:
    sizes = [resident_bytes(process) for process in (os.getpid(), parser.process_id) if process]
    return None if None in sizes else sum(size for size in sizes if size)
