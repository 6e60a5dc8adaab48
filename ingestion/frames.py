"""How do bytes keep their borders in a pipe?  A number of blobs, and before each its length."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import IO

_NUMBER = struct.Struct(">Q")


def write_frame(stream: IO[bytes], blobs: Sequence[bytes | memoryview]) -> None:
    stream.write(_NUMBER.pack(len(blobs)))
    for blob in blobs:
        stream.write(_NUMBER.pack(len(blob)))
        stream.write(blob)
    stream.flush()


def read_frame(stream: IO[bytes], *, limit: int) -> list[bytes]:
    """The blobs of the next frame.  Raises EOFError when the other side has gone, ValueError beyond `limit` bytes."""
    count = _read_number(stream)
    if count > limit:
        raise ValueError("a frame of too many blobs")
    blobs = []
    for _ in range(count):
        length = _read_number(stream)
        limit -= length
        if limit < 0:
            raise ValueError("a frame that is too large")
        blobs.append(_read(stream, length))
    return blobs


def _read_number(stream: IO[bytes]) -> int:
    return int(_NUMBER.unpack(_read(stream, _NUMBER.size))[0])


def _read(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError("the other side has gone")
    return data
