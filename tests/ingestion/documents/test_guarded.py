"""Does the process that serves stay as it is, whatever somebody makes its child read (T10)?"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from ingestion.documents.brought_files import FileKind, FileToRead, tell_kind
from ingestion.documents.guarded import Reader
from tests.ingestion.documents.bombs import make_bombs
from tests.ingestion.documents.pages import guidance_page

MAX_GROWTH = 50 * 1024 * 1024


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as opened:
        yield opened


def read(reader: Reader, name: str, data: bytes):
    return reader.read(FileToRead(name, name, name), tell_kind(name), data)


def is_well(reader: Reader) -> bool:
    return bool(read(reader, "page.html", guidance_page("en").encode()).rows)


@pytest.mark.slow
@pytest.mark.promise("T10")
def test_twenty_bombs_are_refused_in_time_without_a_trace_and_the_next_file_is_read(reader: Reader):
    assert is_well(reader)
    own, grown, longest, count = psutil.Process(), 0, ("", 0.0), 0
    for name, bomb in make_bombs():
        before, started = own.memory_info().rss, time.monotonic()
        sheet = read(reader, name, bomb)
        lasted = time.monotonic() - started
        grown = max(grown, own.memory_info().rss - before)
        longest = max(longest, (name, lasted), key=lambda entry: entry[1])
        assert sheet.refusals or all(row.problems for row in sheet.rows), name
        assert lasted < 20, name
        count += 1
        assert is_well(reader), name
    print(f"\n{count} bombs refused, the longest ({longest[0]}) in {longest[1]:.1f} s; grown by {grown >> 20} MB")
    assert count == 20
    assert grown < MAX_GROWTH


def test_a_child_that_dies_or_hangs_costs_one_file_and_not_the_next():
    with Reader(seconds=1.5) as reader:
        assert is_well(reader)
        child = psutil.Process(reader._child.process_id)
        child.send_signal(signal.SIGSTOP)
        sheet = read(reader, "page.html", b"<p>Some words</p>")
        assert "limits" in sheet.refusals[0].message
        assert is_well(reader)


@pytest.mark.parametrize(
    ("name", "kind"), [("a.pdf", "text/html"), ("a.docx", "application/pdf"), ("a.html", "application/pdf")]
)
def test_a_file_that_is_not_what_its_name_says_is_refused(reader: Reader, name: str, kind: str):
    data = b"<html><p>x</p>" if kind == "text/html" else b"%PDF-1.7\n"
    assert "not what its name says" in read(reader, name, data).refusals[0].message


def test_a_sitemap_names_its_pages_and_one_with_entities_none(reader: Reader):
    told = b"<urlset><url><loc>https://www.td.example/a</loc></url></urlset>"
    assert reader.read_sitemap(told) == (["https://www.td.example/a"], [])
    assert reader.read_sitemap(b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + told) == ([], [])
    assert tell_kind("a.CSV") == FileKind.SHEET
