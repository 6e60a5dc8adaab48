"""Is this one file safe to keep?  A process of its own answers, with little memory and little time.

Reads the file from its input; writes one line of JSON, and after it what may be kept.  Whatever a file does to the
reader happens here and ends with this process.
"""

from __future__ import annotations

import json
import resource
import sys

from assistant.uploads.checked_file import CheckedFile, Refusal
from assistant.uploads.file_kinds import FileKind
from assistant.uploads.packed_content import check_docx, check_pdf

MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 20


def check(content: bytes, kind: FileKind) -> CheckedFile:
    """Raises Refusal."""
    if kind.is_image:
        from assistant.uploads.images import check_image  # Only pictures need the library.

        return check_image(content, kind)
    if kind is FileKind.DOCX:
        check_docx(content)
    elif kind is FileKind.PDF:
        check_pdf(content)
    return CheckedFile(content)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        checked = check(sys.stdin.buffer.read(), FileKind(sys.argv[1]))
        told: dict[str, object] = {"latitude": checked.latitude, "longitude": checked.longitude}
        content = checked.content
    except Refusal as refusal:
        told, content = {"refusal": str(refusal)}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
