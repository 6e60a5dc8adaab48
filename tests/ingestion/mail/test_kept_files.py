"""Are a person's mails taken out of the files that the mail folder keeps, and everybody else's left?"""

from __future__ import annotations

import datetime
from pathlib import Path

from assistant.personal_data.identifiers import Identifier
from ingestion.mail.folder_mailbox import split_mbox
from ingestion.mail.kept_files import KeptFiles
from ingestion.mail.personal_data import identify
from tests.ingestion.mail.letters import letter

WANTED = Identifier.email("tai.man@mail.example")
OTHER = letter(
    "From here it is dark.\nFrom there too.", sender="Wong <wong@mail.example>", message_id="<2@mail.example>"
)


def is_wanted(identifier: Identifier, at: datetime.datetime) -> bool:
    return identifier == WANTED


def keep(folder: Path, name: str, content: bytes) -> Path:
    (folder / "done").mkdir(exist_ok=True)
    (folder / "done" / name).write_bytes(content)
    return folder / "done" / name


def test_a_file_with_one_mail_goes(tmp_path: Path) -> None:
    own, other = keep(tmp_path, "own.eml", letter()), keep(tmp_path, "other.eml", OTHER)
    files = KeptFiles(tmp_path)
    assert (files.count(is_wanted), files.erase(is_wanted), files.count(is_wanted)) == (1, 1, 0)
    assert (own.exists(), other.exists()) == (False, True)


def test_a_mail_is_cut_out_of_an_mbox(tmp_path: Path) -> None:
    quoted = OTHER.replace(b"\nFrom ", b"\n>From ")
    mbox = keep(tmp_path, "all.mbox", b"From x\n" + letter() + b"\nFrom x\n" + quoted)
    [before] = [raw for raw in split_mbox(mbox.read_bytes()) if b"wong" in raw]
    assert KeptFiles(tmp_path).erase(is_wanted) == 1
    [left] = split_mbox(mbox.read_bytes())
    assert identify(left) == identify(before)
    assert b"tai.man" not in mbox.read_bytes()


def test_what_was_not_yet_taken_in_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "new.eml").write_bytes(letter())
    assert KeptFiles(tmp_path).erase(is_wanted) == 0
    assert (tmp_path / "new.eml").exists()
