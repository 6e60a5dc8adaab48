"""Is the scanner asked as it wants to be, and is what it cannot say never taken for clean?"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ScannerUnavailable, SettingsInvalid, UploadRefused
from assistant.uploads.clamd import Clamd, open_clamd
from tests.assistant.uploads.scanner import EICAR, MAX_STREAM, run_scanner


def open_named(setting: str) -> Clamd:
    clamd = open_clamd(setting)
    assert clamd is not None
    return clamd


@pytest.mark.promise("T12")
@pytest.mark.parametrize("is_file", [True, False])
def test_malware_is_found_by_its_name_and_nothing_in_what_is_clean(tmp_path: Path, is_file: bool) -> None:
    with run_scanner(tmp_path / "clamd.sock" if is_file else 0) as setting:
        clamd = open_named(setting)
        assert clamd.find_malware(b"a letter " + EICAR.encode()) == "Eicar-Test-Signature"
        assert clamd.find_malware(b"a letter" * 50_000) is None  # 400 kB go in seven pieces.


@pytest.mark.promise("T12")
def test_a_scanner_that_is_not_there_says_nothing_is_clean(tmp_path: Path) -> None:
    with pytest.raises(ScannerUnavailable):
        open_named(str(tmp_path / "nobody.sock")).find_malware(b"a letter")


def test_what_the_scanner_finds_too_long_is_not_clean(tmp_path: Path) -> None:
    with run_scanner(tmp_path / "clamd.sock") as setting, pytest.raises(UploadRefused, match="size limit"):
        open_named(setting).find_malware(b"a" * (MAX_STREAM + 200_000))


def test_no_setting_is_no_scanner() -> None:
    assert open_clamd("") is None
    assert open_clamd("[::1]:3310") == Clamd(("::1", 3310))


@pytest.mark.parametrize("setting", ["clamd", "host:", "host:0", "host:port", ":3310", "host:70000"])
def test_an_address_that_is_none_is_refused_by_the_settings_name(setting: str) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_CLAMD"):
        open_clamd(setting)
