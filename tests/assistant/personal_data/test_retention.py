"""Can an installation keep things for other times, and is a slip in its file told?"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.personal_data.retention import load_retention


def test_backups_are_kept_for_35_days_and_the_night_is_at_three() -> None:
    retention = load_retention()
    assert (retention.days["backups"], retention.hour) == (35, 3)


def test_an_own_file_needs_only_what_differs(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("hour = 1\n[days]\nmails = 30\n", "utf-8")
    retention = load_retention(tmp_path / "own.toml")
    assert (retention.hour, retention.days["mails"], retention.days["backups"]) == (1, 30, 35)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hour = 24", "hour: write an hour"),
        ("[days]\nmail = 30", "days.mail: nothing of this name"),
        ("[days]\nmails = 0", "days.mails: write a number of days"),
        ("days = 3", "days: not a table"),
        ("hours = 3", "hours: no such field"),
        ("hour = ", "not TOML"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "own.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsInvalid, match=told):
        load_retention(tmp_path / "own.toml")
