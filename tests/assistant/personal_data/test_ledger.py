"""Does the ledger outlive a kill and a restore, and does it hold nobody's address?"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.personal_data.identifiers import Identifier
from assistant.personal_data.ledger import LedgerEntry, open_ledger
from assistant.settings import Settings


def test_what_was_written_is_read_in_its_order(settings: Settings) -> None:
    ledger = open_ledger(settings)
    entries = [LedgerEntry(("a" * 64,)), LedgerEntry(("b" * 64, "c" * 64))]
    for entry in entries:
        ledger.append(entry)
    assert open_ledger(settings).read() == entries


def test_a_line_that_a_kill_cut_short_hides_no_other(settings: Settings) -> None:
    ledger = open_ledger(settings)
    first, second = LedgerEntry(("a" * 64,)), LedgerEntry(("b" * 64,))
    ledger.append(first)
    with ledger.path.open("ab") as file:
        file.write(b'{"id": "half a li')
    assert ledger.read() == [first]
    ledger.append(second)
    assert ledger.read() == [first, second]


def test_a_lost_file_is_written_anew_from_the_database(settings: Settings) -> None:
    ledger, entry = open_ledger(settings), LedgerEntry(("a" * 64,))
    assert ledger.add_missing([entry]) == 1
    assert ledger.add_missing([entry]) == 0
    assert ledger.read() == [entry]


def test_another_key_is_told_and_not_taken_for_an_empty_ledger(settings: Settings) -> None:
    ledger = open_ledger(settings)
    ledger.append(LedgerEntry(("a" * 64,)))
    (ledger.path.parent / "key").write_bytes(b"another key")
    with pytest.raises(SettingsInvalid, match="another key"):
        open_ledger(settings).read()


def test_nobody_else_reads_the_folder_and_it_may_lie_elsewhere(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"erasures": tmp_path / "other disk"})
    ledger = open_ledger(settings)
    ledger.append(LedgerEntry((ledger.fingerprints.of(Identifier.email("tai.man@mail.example")),)))
    assert ledger.path.parent == tmp_path / "other disk"
    assert ledger.path.stat().st_mode & 0o777 == 0o600
    assert b"tai.man" not in ledger.path.read_bytes()
