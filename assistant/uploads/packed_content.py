"""Is a document much larger inside than it looks?  Runs in the child process.

Nothing that is unpacked is kept: it is counted piece by piece, so a bomb costs time and no memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

from assistant.uploads.checked_file import Refusal

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 2_000
MAX_PAGES = 500
MAX_LAYERS = 3
_PIECE = 64 * 1024
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_COUNT = re.compile(rb"/Count\s+(\d{1,9})")
_ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BOMB = "this document is far larger inside than it looks"


def check_docx(content: bytes) -> None:
    """Every part unpacked within the limit, and none of its XML declares anything.  Raises Refusal."""
    budget = _Budget(MAX_UNPACKED)
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Refusal(_BOMB)
        # Parts that share their bytes are no honest archive: their sizes sum up to more than the file.
        if sum(part.compress_size for part in parts) > len(content):
            raise Refusal(_BOMB)
        for part in parts:
            if part.flag_bits & 1:
                raise Refusal("this document is locked with a password")
            with archive.open(part) as packed:
                tail = b""
                while piece := packed.read(_PIECE):
                    budget.spend(len(piece))
                    is_xml = part.filename.lower().endswith((".xml", ".rels"))
                    # Word writes UTF-8; another encoding would hide what is looked for.
                    if is_xml and (b"\0" in piece or _ENTITIES.search(tail + piece)):
                        raise Refusal("this document declares entities of its own")
                    tail = piece[-16:]


def check_pdf(content: bytes) -> None:
    """Every stream unpacked within the limit, also one that is packed several times.  Raises Refusal."""
    pages = max([len(_PAGE.findall(content)), *(int(count) for count in _COUNT.findall(content))])
    if pages > MAX_PAGES:
        raise Refusal(f"a document may have {MAX_PAGES} pages")
    starts = [match.end() for match in _STREAM.finditer(content)]
    if len(starts) > 10 * MAX_PARTS:
        raise Refusal(_BOMB)
    budget, view = _Budget(MAX_UNPACKED), memoryview(content)
    for start, end in pairwise([*starts, len(content)]):
        _unpack_all(view[start:end], budget)


class _Budget:
    """How much may still be unpacked."""

    def __init__(self, left: int) -> None:
        self._left = left

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Refusal(_BOMB)


def _unpack_all(packed: memoryview, budget: _Budget) -> None:
    """Counts what zlib reads there, and what is packed in that again."""
    pieces = (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
    layers: list[Iterator[bytes]] = [pieces]
    for _ in range(MAX_LAYERS):
        layers.append(_unpack(layers[-1], budget))
    # The innermost layer draws from those around it; what it leaves, as it is packed no further, they count.
    for layer in reversed(layers[1:]):
        for _ in layer:
            pass


def _unpack(pieces: Iterator[bytes], budget: _Budget) -> Iterator[bytes]:
    machine = zlib.decompressobj()
    try:
        for piece in pieces:
            while piece:
                unpacked = machine.decompress(piece, _PIECE)
                budget.spend(len(unpacked))
                yield unpacked
                piece = b"" if machine.eof else machine.unconsumed_tail
            if machine.eof:
                return
    except zlib.error:
        return
