"""Would this Office file grow beyond reason when it is unpacked?"""

from __future__ import annotations

import io
import zipfile

from assistant.errors import UploadRefused

_CENTRAL_ENTRY_SIGNATURE = b"PK\x01\x02"
MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_RATIO = 100
RATIO_MATTERS_ABOVE_BYTES = 1024 * 1024


def check_archive(data: bytes, *, max_unpacked: int = MAX_UNPACKED_BYTES) -> frozenset[str]:
    """The names in a zip archive.  Raises UploadRefused for a bomb, an encrypted archive and a damaged one."""
    # Counting signatures costs milliseconds, while listing a million entries would cost seconds.
    if data.count(_CENTRAL_ENTRY_SIGNATURE) > MAX_ENTRIES:
        raise UploadRefused(f"an archive with more than {MAX_ENTRIES:,} entries")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UploadRefused("a damaged archive") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise UploadRefused("protected by a password")
    # Unpacking stops at the size stated here, so a false statement cannot get past it.
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > max_unpacked:
        raise UploadRefused(f"would grow to more than {max_unpacked >> 20} MB when unpacked")
    for entry in entries:
        if entry.file_size > RATIO_MATTERS_ABOVE_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise UploadRefused(f"would grow more than {MAX_RATIO} times when unpacked")
    return frozenset(entry.filename for entry in entries)
