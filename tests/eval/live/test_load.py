"""What counts as delivered, lost and doubled in a load of live conversations?"""

from __future__ import annotations

from eval.live.load import LoadPlan, Notes
from eval.live.measure import MeasuredLoad


def test_a_message_that_arrives_once_is_delivered() -> None:
    notes = Notes()
    notes.note_sent("c1-1")
    assert notes.note_arrived("c1-1", "citizen")
    assert (len(notes.delays_ms["citizen"]), notes.lost, notes.doubled) == (1, 0, 0)


def test_a_message_that_arrives_twice_is_doubled_and_its_delay_counts_once() -> None:
    notes = Notes()
    notes.note_sent("c1-1")
    assert [notes.note_arrived("c1-1", "citizen") for _ in range(2)] == [True, False]
    assert (len(notes.delays_ms["citizen"]), notes.lost, notes.doubled) == (1, 0, 1)


def test_a_message_that_never_arrives_is_lost() -> None:
    notes = Notes()
    notes.note_sent("c1-1")
    assert notes.lost == 1


def test_what_the_load_did_not_send_is_not_counted() -> None:
    notes = Notes()
    assert not notes.note_arrived("hello", "citizen")
    assert (notes.lost, notes.doubled, notes.delays_ms["citizen"]) == (0, 0, [])


def test_the_table_tells_median_and_slow_end_and_every_failure() -> None:
    notes = Notes(errors=["POST /messages: 503"])
    notes.delays_ms["agent"] = [10.0, 20.0, 30.0, 40.0, 50.0]
    measured = MeasuredLoad(notes, LoadPlan(), "300 MiB")
    assert (
        "| Delivered from agent | 5 | 30 / 48 ms | 50 ms |" in measured.table()
    )  # Between 40 and 50 at 0.95 × 4 = 3.8.
    assert "1 errors, 0 messages lost, 0 doubled" in measured.table()
    assert measured.failures == 1
