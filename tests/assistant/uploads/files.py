"""Files in a test: honest ones, and what somebody would send to hurt."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

SIZE = 110 * 1024 * 1024
"""Of a bomb once it is unpacked: more than may be."""
DOCUMENT = b"<?xml version='1.0'?><document>A letter.</document>"


def photo(
    size: tuple[int, int] = (640, 480), *, place: tuple[float, float] | None = (22.28, 114.16), form: str = "JPEG"
) -> bytes:
    """Grey with a white corner; but for PNG, it tells where it was taken, by which phone, that it lies on a side."""
    image = Image.new("RGB", size, (90, 110, 120))
    image.paste((255, 255, 255), (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone 9"
    exif[0x0112] = 6
    if place:
        exif[0x8825] = _gps(*place)
    written = io.BytesIO()
    image.save(written, form, **({"exif": exif} if form != "PNG" else {}))
    return written.getvalue()


def docx(document: bytes = DOCUMENT, **parts: bytes) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def pdf(*streams: bytes, pages: int = 1) -> bytes:
    body = b"".join(
        b"%d 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n" % (number, len(s), s)
        for number, s in enumerate(streams, 3)
    )
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Pages /Count " + str(pages).encode() + b" >>\nendobj\n" + body + b"%%EOF\n"


def png_that_claims(width: int, height: int) -> bytes:
    """A header and hardly anything behind it."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + _part(b"IHDR", header) + _part(b"IDAT", data) + _part(b"IEND", b"")


def bombs() -> Iterator[tuple[str, bytes]]:
    """Twenty files that are small and would be huge; each comes when it is asked for."""
    zeros = b"\0" * SIZE
    packed = zlib.compress(zeros, 1)
    bomb = docx(media__a=zeros)
    for side in (20_000, 65_000, 1_000_000, 2**31 - 1):
        yield f"png {side}", png_that_claims(side, side)
    yield "png tall", png_that_claims(1, 200_000)
    yield "png without data", png_that_claims(4_000, 4_000)
    for width, height in ((65_500, 65_500), (65_500, 1_000), (20_000, 3_000)):
        yield f"jpeg {width}", jpeg_that_claims(width, height)
    yield "webp", webp_that_claims(16_383, 16_383)
    yield "pdf", pdf(packed)
    yield "pdf twice", pdf(zlib.compress(packed, 9))
    yield "pdf many", pdf(*[zlib.compress(b"\0" * 5_000_000, 9)] * 24)
    yield "pdf pages", pdf(pages=1_000_000)
    yield "docx", bomb
    yield "docx many", docx(**{f"media__{n}": zeros[:5_000_000] for n in range(22)})
    yield "docx parts", docx(**{f"media__{n}": b"a" for n in range(3_000)})
    yield "docx that lies", _lie_about_size(bomb)
    yield "docx entities", docx(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>')
    yield (
        "docx outside",
        docx(b"<x/>", **{"customXml/item.xml": "<!doctype x SYSTEM 'file:///etc/passwd'>".encode("utf-16")}),
    )


def jpeg_that_claims(width: int, height: int) -> bytes:
    honest = photo((16, 16), place=None)
    at = honest.index(b"\xff\xc0") + 5
    return honest[:at] + struct.pack("!HH", height, width) + honest[at + 4 :]


def webp_that_claims(width: int, height: int) -> bytes:
    honest = photo((16, 16), form="WEBP")
    at = honest.index(b"\x9d\x01\x2a") + 3
    return honest[:at] + struct.pack("<HH", width, height) + honest[at + 4 :]


def _gps(latitude: float, longitude: float) -> dict[int, object]:
    def parts(degrees: float) -> tuple[float, float, float]:
        minutes, degrees = divmod(abs(degrees) * 60, 60)[1], int(abs(degrees))
        return (degrees, int(minutes), round((minutes - int(minutes)) * 60, 4))

    return {
        1: "N" if latitude >= 0 else "S",
        2: parts(latitude),
        3: "E" if longitude >= 0 else "W",
        4: parts(longitude),
    }


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def _lie_about_size(archive: bytes) -> bytes:
    """The sizes that the archive's list tells of its largest part become one."""
    size = struct.pack("<I", SIZE)
    return archive.replace(size, struct.pack("<I", 1))
