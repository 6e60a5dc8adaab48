"""What is written in a picture?  Read by a program that is chosen by a setting, or not at all."""

from __future__ import annotations

import io
import re
import subprocess
import warnings
from functools import cache
from typing import Any, Protocol

import PIL.Image

from assistant.errors import SettingsInvalid, UploadRefused
from assistant.settings import OcrChoice

MAX_PIXELS = 25_000_000
MAX_SIDE = 2_400
"""A larger picture is made smaller before it is read: no letter is lost, and memory is saved."""
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_TESSERACT_SECONDS = 10
_LEAST_CONFIDENCE = 0.6
_RAPIDOCR = {
    "Global.log_level": "critical",
    "Global.use_cls": False,
    # It would enlarge every picture; so a letter page takes a quarter of the time and the same words are found.
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,
    "EngineConfig.onnxruntime.intra_op_num_threads": 2,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


class PictureReader(Protocol):
    def __call__(self, png: bytes, /) -> str:
        """The words in a PNG picture, line by line."""
        ...


def open_picture_reader(choice: OcrChoice) -> PictureReader | None:
    """None where pictures are not read.  Raises SettingsInvalid where the program is not installed."""
    if choice is OcrChoice.OFF:
        return None
    if choice is OcrChoice.TESSERACT:
        return _read_by_tesseract
    return _open_rapidocr()


def read_picture(data: bytes, reader: PictureReader | None) -> str:
    """The words in a picture.  Raises UploadRefused where it is too large, damaged, or pictures are not read."""
    if reader is None:
        _check(data)
        raise UploadRefused("pictures are not read (CIVICDESK_OCR is off)")
    return reader(_prepare(data)).strip()


def _check(data: bytes) -> None:
    with _open(data):
        pass


def _open(data: bytes) -> PIL.Image.Image:
    """The picture with its size known and nothing decoded yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = PIL.Image.open(io.BytesIO(data), formats=_FORMATS)
        except PIL.Image.DecompressionBombError as error:
            raise UploadRefused("a picture with too many pixels") from error
        except (OSError, SyntaxError, ValueError) as error:
            raise UploadRefused("a damaged picture") from error
    if picture.width * picture.height > MAX_PIXELS:
        raise UploadRefused(f"a picture of more than {MAX_PIXELS // 1_000_000} million pixels")
    return picture


def _prepare(data: bytes) -> bytes:
    with _open(data) as picture:
        try:
            plain = picture.convert("RGB")
        except (OSError, SyntaxError, ValueError) as error:
            raise UploadRefused("a damaged picture") from error
    plain.thumbnail((MAX_SIDE, MAX_SIDE))
    written = io.BytesIO()
    plain.save(written, "PNG", compress_level=1)
    return written.getvalue()


def _read_by_tesseract(png: bytes) -> str:
    command = ["tesseract", "stdin", "stdout", "-l", "chi_tra+eng", "--psm", "6"]
    try:
        done = subprocess.run(  # noqa: S603  # The words are fixed; the picture goes in by a pipe.
            command, input=png, capture_output=True, timeout=_TESSERACT_SECONDS, check=True
        )
    except FileNotFoundError as error:
        raise SettingsInvalid("the program tesseract is not installed", field="CIVICDESK_OCR") from error
    except (subprocess.SubprocessError, OSError) as error:
        raise UploadRefused("the picture could not be read") from error
    return _join_han(done.stdout.decode("utf-8", "replace"))


def _join_han(text: str) -> str:
    """Tesseract puts a space between Chinese characters."""
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", text)


@cache
def _open_rapidocr() -> PictureReader:
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise SettingsInvalid(
            "rapidocr is not installed: pip install 'civicdesk[ocr]'", field="CIVICDESK_OCR"
        ) from error
    engine: Any = RapidOCR(params=_RAPIDOCR)

    def read(png: bytes) -> str:
        result = engine(png)
        pairs = zip(result.txts or (), result.scores or (), strict=False)
        return "\n".join(text for text, score in pairs if score >= _LEAST_CONFIDENCE)

    return read
