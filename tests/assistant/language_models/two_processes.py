"""How do two processes ask the same model, until one is killed and the other has spent what it may?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from assistant.database import Database
from tests.chat_server import ChatServer
from tests.running_service import clean_environment

ASKED_BEFORE_THE_KILL = 10


def ask_from_two_and_kill_one(asking: str, database: Database, server: ChatServer, *, daily_tokens: int) -> None:
    """Both run the Python code `asking` with the database's address, the server's and the budget.

    It prints `ready` before it asks, and ends where nothing more may be spent.
    """
    address = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", asking, address, server.url, str(daily_tokens)]
    processes = [
        subprocess.Popen(command, env=clean_environment(), stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        while len(server.requests) < ASKED_BEFORE_THE_KILL:
            time.sleep(0.01)
        os.kill(processes[0].pid, signal.SIGKILL)
        assert processes[1].wait(60) == 0
    finally:
        for process in processes:
            process.kill()
            process.communicate()
