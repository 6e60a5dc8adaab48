from __future__ import annotations

from pathlib import Path

import pytest

from eval.mail.evaluate import measure, read_all, read_replies, table, tidy
from eval.mail.generate import KnownReply, RawMail, read_raw_mails


def test_a_mail_whose_words_come_out_is_not_lost() -> None:
    mails = read_all([RawMail("a", b"Subject: x\n\nwords", has_text=True, has_replacements=False)])
    assert [(mail.is_lost, mail.is_crashed, mail.has_replacements) for mail in mails] == [(False, False, False)]


def test_the_share_of_exact_replies_counts_both_halves() -> None:
    replies = read_replies([KnownReply("a", "yes\n> old", "yes"), KnownReply("b", "no", "something else")])
    results = measure([], replies)["replies"]["all"]
    assert (results["replies"], results["exact"]) == (2, 0.5)  # The first of two.
    assert "| reply text exact, all (2) | 0.500 |" in table(measure([], replies))


def test_white_space_does_not_count() -> None:
    assert tidy("a \n\n\n\nb\n") == "a\n\nb"


def test_without_the_data_nothing_is_measured(tmp_path: Path) -> None:
    assert list(read_raw_mails(tmp_path)) == []
    assert measure([], []) == {}


@pytest.mark.promise("S11")
@pytest.mark.promise("T35")
def test_no_public_mail_is_lost_and_none_makes_the_parser_fail() -> None:
    mails = list(read_raw_mails(Path("../shared/data")))
    if not mails:
        pytest.skip("the public mails are not at hand below ../shared/data")
    results = measure(read_all(mails), [])["mails"]
    wrong = ("lost", "crashed", "slower_than_20_s", "with_replacement_characters")
    assert {name: results[name] for name in wrong} == dict.fromkeys(wrong, 0)
