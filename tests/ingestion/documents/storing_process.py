"""A worker in a test that stores what is accepted in small pieces, to be killed in the middle; it ends when done."""

from __future__ import annotations

import datetime
import sys
import time

from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from ingestion.documents import import_work
from ingestion.documents.guarded import Reader
from ingestion.documents.import_work import Importer

LEASE = datetime.timedelta(seconds=0.5)


def main(url: str) -> None:
    database = Database(url)
    importer = Importer(database, Reader(), load_catalogue(), lease=LEASE)
    idle = 0
    while idle < 10:  # What the last one had claimed is free after its lease.
        idle = 0 if importer.work_due() else idle + 1
        time.sleep(0.1)


if __name__ == "__main__":
    import_work.BATCH = 10
    main(sys.argv[1])
