"""What is kept of a file, and does one that is made to hurt end where it cannot?"""

from __future__ import annotations

import io
import time

import psutil
import pytest
from PIL import Image

from assistant.errors import UploadRefused
from assistant.uploads.checking import MAX_BYTES, check_upload
from tests.assistant.uploads.files import bombs, docx, pdf, photo

GROWTH = 50 * 1024 * 1024


def test_a_photo_says_where_it_was_taken_and_the_kept_one_does_not() -> None:
    upload = check_upload(photo(place=(22.28, 114.16)), "IMG_1.JPG")
    assert upload.latitude == pytest.approx(22.28, abs=1e-5)
    assert upload.longitude == pytest.approx(114.16, abs=1e-5)
    assert upload.file.content is not None
    kept = Image.open(io.BytesIO(upload.file.content))
    assert dict(kept.getexif()) == {}
    assert b"SecretPhone" not in upload.file.content
    # It lay on its side, which its data told; now the pixels stand up: the white corner is at the top right.
    assert kept.size == (480, 640)
    corner = kept.getpixel((470, 10))
    assert isinstance(corner, tuple)
    assert min(corner) > 240


@pytest.mark.parametrize("place", [(-33.86, 151.21), (40.71, -74.01)])
def test_south_and_west_are_below_zero(place: tuple[float, float]) -> None:
    upload = check_upload(photo(place=place), "a.jpg")
    assert (upload.latitude, upload.longitude) == pytest.approx(place, abs=1e-5)


def test_a_photo_that_does_not_say_where_has_no_place() -> None:
    assert check_upload(photo(place=None), "a.jpg").latitude is None


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_pictures_keep_their_form(form: str) -> None:
    upload = check_upload(photo(form=form), "a.jpg")
    assert upload.file.media_type == f"image/{form.lower()}"
    assert upload.file.filename == f"a.{form.lower()}"


def test_a_large_photo_is_made_smaller() -> None:
    upload = check_upload(photo((6000, 4000), place=None), "a.jpg")
    assert upload.file.content is not None
    assert Image.open(io.BytesIO(upload.file.content)).size == (2000, 3000)


def test_what_hides_behind_the_end_of_a_photo_is_gone() -> None:
    upload = check_upload(photo() + b"<?php system($_GET['x']); ?>", "a.jpg")
    assert upload.file.content is not None
    assert b"php" not in upload.file.content


@pytest.mark.parametrize(("content", "name"), [(docx(), "a.docx"), (pdf(), "a.pdf"), (b"A letter.", "a.txt")])
def test_a_document_is_kept_as_it_is(content: bytes, name: str) -> None:
    upload = check_upload(content, name)
    assert (upload.file.content, upload.file.filename) == (content, name)


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", b"\xff\xd8\xff\xe0 no picture", photo()[:200], b"a" * (MAX_BYTES + 1)],
    ids=["empty", "a program", "a beginning", "a torn photo", "too long"],
)
def test_what_cannot_be_taken_is_refused_and_named(content: bytes) -> None:
    with pytest.raises(UploadRefused) as refused:
        check_upload(content, "a.jpg")
    assert refused.value.field == "files"


@pytest.mark.promise("T10")
def test_twenty_bombs_are_refused_in_time_without_growing_this_process_and_the_next_photo_is_taken() -> None:
    made = list(bombs())
    assert len(made) == 20
    process = psutil.Process()
    before = process.memory_info().rss
    for name, content in made:
        started = time.monotonic()
        with pytest.raises(UploadRefused):
            check_upload(content, name)
        assert time.monotonic() - started < 20, name
    assert process.memory_info().rss - before < GROWTH
    assert check_upload(photo(), "a.jpg").file.media_type == "image/jpeg"
