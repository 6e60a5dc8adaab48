"""Is the time of each mail told apart, and does every kept mail end somewhere?"""

from __future__ import annotations

from collections import Counter

import time_machine

from eval.mail.rate import Filed, make_mails, measure_rate


@time_machine.travel("2026-02-03", tick=False)  # A workbook that is attached holds the second in which it was made.
def test_mails_differ_in_sender_and_message_id() -> None:
    mails = list(make_mails(50))
    assert len(set(mails)) == 50
    assert mails == list(make_mails(50))


def test_every_mail_is_timed_and_ends_somewhere() -> None:
    told: list[str] = []
    filed = measure_rate(12, say=told.append)
    assert len(filed.milliseconds) == 12
    assert sum(filed.states.values()) == 12
    assert set(filed.states) <= {"filed", "set_aside"}
    assert filed.cases == filed.states["filed"]
    assert len(filed.memory) == 2


def test_the_table_tells_rate_and_memory() -> None:
    filed = Filed((100.0, 100.0, 100.0, 100.0), Counter(filed=3, set_aside=1), 3, (100 * 1024**2, 101 * 1024**2))
    assert "10.0" in filed.table()  # Four mails in 0.4 seconds.
    assert "100 MiB / 101 MiB" in filed.table()
    assert "4 mails in one run: 3 filed, 1 set aside; 3 cases." in filed.table()
