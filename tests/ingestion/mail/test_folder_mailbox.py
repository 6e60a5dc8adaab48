"""Is every file of the folder taken once, and only when it is whole?"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from ingestion.mail.folder_mailbox import FolderMailbox, split_mbox
from tests.ingestion.mail.letters import letter

RUNS = threading.Event()


def put(folder: Path, name: str, content: bytes, *, age: float = 60) -> None:
    (folder / name).write_bytes(content)
    os.utime(folder / name, (time.time() - age, time.time() - age))


def collect(folder: Path) -> list[bytes]:
    kept: list[bytes] = []
    FolderMailbox(folder).collect(kept.append, stop=RUNS)
    return kept


def test_a_file_is_moved_to_done_after_it_was_kept(tmp_path: Path) -> None:
    put(tmp_path, "a.eml", letter())
    assert len(collect(tmp_path)) == 1
    assert (tmp_path / "done" / "a.eml").is_file()
    assert collect(tmp_path) == []


@pytest.mark.promise("P9")
def test_a_file_that_could_not_be_kept_stays(tmp_path: Path) -> None:
    put(tmp_path, "a.eml", b"Subject: x\n\ny")

    def fail(_raw: bytes) -> None:
        raise ValueError("nothing can be kept at the moment")

    with pytest.raises(ValueError, match="kept"):
        FolderMailbox(tmp_path).collect(fail, stop=RUNS)
    assert collect(tmp_path) == [b"Subject: x\n\ny"]


def test_a_file_that_is_still_being_written_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "a.eml", b"Subject: x\n\nhalf", age=0)
    put(tmp_path, "b.eml.part", b"Subject: y\n\n")
    put(tmp_path, "c.eml", b"")
    assert collect(tmp_path) == []
    put(tmp_path, "a.eml", b"Subject: x\n\nwhole")
    assert collect(tmp_path) == [b"Subject: x\n\nwhole"]


def test_two_files_of_one_name_are_both_kept_in_done(tmp_path: Path) -> None:
    for text in (b"one", b"two", b"three"):
        put(tmp_path, "a.eml", b"Subject: x\n\n" + text)
        collect(tmp_path)
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["a-2.eml", "a-3.eml", "a.eml"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "secret.txt", b"nobody's mail")
    (tmp_path / "a.eml").symlink_to(tmp_path / "secret.txt")
    assert collect(tmp_path) == []


def test_an_mbox_gives_each_of_its_mails(tmp_path: Path) -> None:
    first = b"Subject: 1\n\nFirst.\n>From the beginning\n>>From afar\nFrom here, not a new mail\n\n"
    put(tmp_path, "a.mbox", b"From a@x Mon Jan  1 00:00:00 2026\n" + first + b"From b@x Mon\nSubject: 2\n\nSecond.\n")
    assert collect(tmp_path) == [
        first.replace(b">From the", b"From the").replace(b">>From", b">From"),
        b"Subject: 2\n\nSecond.\n",
    ]


def test_an_empty_mbox_holds_no_mail() -> None:
    assert list(split_mbox(b"")) == list(split_mbox(b"\n\n")) == []
