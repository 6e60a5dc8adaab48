"""How much memory does a process hold?"""

from __future__ import annotations

from pathlib import Path


def resident_bytes(process_id: int) -> int | None:
    """What is in memory now; None where the system does not tell."""
    status = Path(f"/proc/{process_id}/status")
    lines = status.read_text("ascii").splitlines() if status.is_file() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")), None)
