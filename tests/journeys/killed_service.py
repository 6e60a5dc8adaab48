"""An installation that is killed and comes back, with the same state, at the same address."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.postgresql_server import free_port
from tests.running_service import RunningService, start_service


@dataclass
class KilledService:
    home: Path
    database_url: str = ""
    rate_limits: str = "on"
    port: int = field(default_factory=free_port)
    running: RunningService | None = None

    def start(self) -> None:
        # The hashing embedding makes no citizen wiser, but it needs no model to start.
        self.running = start_service(
            self.home,
            port=self.port,
            database_url=self.database_url,
            embedding="hash",
            index="exact",
            rate_limits=self.rate_limits,
        )
        self.running.wait_until_ready()

    def kill(self) -> None:
        """End the process at once; it gets no chance to finish anything."""
        if self.running is not None:
            self.running.process.kill()
            self.running.process.wait()
            self.running = None
