"""Which of the files that a citizen has sent are kept, and as what?"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from dataclasses import dataclass

from assistant.cases.report import ReportFile
from assistant.errors import UploadRefused
from assistant.uploads.checking_process import SECONDS
from assistant.uploads.file_kinds import FileKind, find_kind, safe_name

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 5
MAX_ALL_BYTES = 20 * 1024 * 1024
AT_ONCE = 2
_UNREADABLE = "this file cannot be read"
_running = threading.BoundedSemaphore(AT_ONCE)
"""Of one process: more would share its processor, and each may take half a gigabyte."""


@dataclass(frozen=True)
class Upload:
    file: ReportFile
    latitude: float | None = None
    longitude: float | None = None


def check_upload(content: bytes, filename: str) -> Upload:
    """The file as it may be kept: told apart by its bytes, a photo without what it tells about its maker.

    Raises UploadRefused, naming `files`.
    """
    if not content:
        raise _refusal("this file is empty")
    if len(content) > MAX_BYTES:
        raise _refusal(f"a file may have {MAX_BYTES // 1024 // 1024} MB")
    kind = find_kind(content)
    if kind is None:
        raise _refusal("send photos as JPEG, PNG or WebP, documents as PDF, Word (.docx) or plain text")
    if kind is FileKind.TEXT:
        return Upload(_file(content, filename, kind))
    with _running:
        told, kept = _ask(content, kind)
    if "refusal" in told:
        raise _refusal(str(told["refusal"]))
    return Upload(_file(kept, filename, kind), told["latitude"], told["longitude"])


def _ask(content: bytes, kind: FileKind) -> tuple[dict[str, float | None], bytes]:
    command = [sys.executable, "-m", "assistant.uploads.checking_process", kind.value]
    try:
        ended = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603  # Our own module.
        line, _, kept = ended.stdout.partition(b"\n")
        told = json.loads(line)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise _refusal(_UNREADABLE) from error
    return told, kept


def _file(content: bytes, filename: str, kind: FileKind) -> ReportFile:
    digest = hashlib.sha256(content).hexdigest()
    return ReportFile(safe_name(filename, kind), kind.value, len(content), digest, content)


def _refusal(reason: str) -> UploadRefused:
    return UploadRefused(reason, field="files")
