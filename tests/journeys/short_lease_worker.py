"""A worker as `civicdesk worker` runs it, which takes what a dead one had claimed after three seconds already."""

from __future__ import annotations

import datetime
import signal
import threading

from assistant.settings import load_settings
from ui.service import open_database
from ui.worker import open_worker

LEASE = datetime.timedelta(seconds=3)


def main() -> None:
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ended.set())
    settings = load_settings()
    with open_worker(settings, open_database(settings), lease=LEASE):
        ended.wait()


if __name__ == "__main__":
    main()
