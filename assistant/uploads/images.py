"""What does a photo show, without what it tells about its maker?  Runs in the child process.

A photo is drawn anew: what is not pixels (where it was taken, with which telephone, what hides behind its end) is left.
"""

from __future__ import annotations

import math
from io import BytesIO

from PIL import ExifTags, Image, ImageOps

from assistant.uploads.checked_file import CheckedFile, Refusal
from assistant.uploads.file_kinds import FileKind

MAX_PIXELS = 50_000_000
MAX_SIDE = 16_000
KEPT_SIDE = 3_000
"""Longer photos are made smaller: a number plate or a crack is still read, at a tenth of the size."""
MIN_SIDE = 8
_TOO_MANY = "this picture has too many pixels"
_FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP"}


def check_image(content: bytes, kind: FileKind) -> CheckedFile:
    """The photo drawn anew, and where it says that it was taken.  Raises Refusal."""
    name = _FORMATS[kind]
    try:
        with Image.open(BytesIO(content), formats=[name]) as image:
            _check_size(image)  # From the header: nothing has been decoded yet.
            place = _place(image)
            if kind is FileKind.JPEG:
                image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
            image.seek(0)
            drawn = ImageOps.exif_transpose(image)
            drawn.thumbnail((KEPT_SIDE, KEPT_SIDE))
            mode = "RGBA" if drawn.has_transparency_data and kind is not FileKind.JPEG else "RGB"
            # A new picture has none of the old one's extra data, which some writers would carry over.
            fresh = Image.new(mode, drawn.size)
            fresh.paste(drawn.convert(mode))
            written = BytesIO()
            fresh.save(written, name, **({"quality": 85} if kind is not FileKind.PNG else {"optimize": False}))
    except Refusal:
        raise
    except Image.DecompressionBombError as error:
        raise Refusal(_TOO_MANY) from error
    except Exception as error:  # A decoder's many ways to say that this is no picture.
        raise Refusal("this picture cannot be read") from error
    return CheckedFile(written.getvalue(), *place)


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Refusal(_TOO_MANY)
    if min(width, height) < MIN_SIDE:
        raise Refusal("this picture shows nothing")


def _place(image: Image.Image) -> tuple[float | None, float | None]:
    """Latitude and longitude in degrees, as far as the photo says both."""
    try:
        gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef) == "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef) == "W")
    except Exception:  # Whatever stands there is no place.
        return None, None
    fits = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (latitude, longitude) if fits else (None, None)


def _degrees(parts: tuple[float, float, float], is_negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError("no number")
    return round(-value if is_negative else value, 6)
