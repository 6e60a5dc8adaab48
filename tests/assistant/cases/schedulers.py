"""A scheduler as a process of its own: tells of what is due until nothing is, and prints how often it told."""

from __future__ import annotations

import datetime
import sys

from assistant.cases.alerts import fire_due
from assistant.database import Database


def run(url: str, now: str) -> int:
    database, fired, idle = Database(url), 0, 0
    while idle < 3:  # The other one may hold the last cases: look again.
        with database.write() as session:
            found = fire_due(session, now=datetime.datetime.fromisoformat(now), limit=7)
        fired += found
        idle = 0 if found else idle + 1
    database.close()
    return fired


if __name__ == "__main__":
    print(run(*sys.argv[1:]))
