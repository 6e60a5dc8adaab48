"""Are the known emails whole, and do their bytes hold what their labels say?"""

from __future__ import annotations

import email
from collections import Counter
from email import policy

import pytest

from assistant.cases.catalogue import load_catalogue
from assistant.cases.fields import FieldName
from eval.datasets.case_emails import KnownEmail, build_email, read_emails, read_public_emails
from eval.datasets.questions import Split

EMAILS = [*read_emails(Split.TUNE), *read_emails(Split.TEST)]
ROW = {
    "id": "x1",
    "layout": {"charset": "big5-hkscs", "label": "big5", "structure": "attachment"},
    "from": ["陳大文", "tai.man@mail.example"],
    "to": "1823@civicdesk.example",
    "date": "2026-03-04T09:12:00+08:00",
    "subject": "街燈壞咗",
    "body": "門口嘅街燈壞咗。",
    "attachments": [{"filename": "附件.pdf", "media_type": "application/pdf", "text": "燈柱 FA1234"}],
}


def test_there_are_at_least_150_in_every_language_and_both_splits() -> None:
    assert len(EMAILS) >= 150
    for split in Split:
        languages = Counter(known.labels["language"] for known in EMAILS if known.split is split)
        assert min(languages[name] for name in ("en", "zh-Hant", "zh-Hans", "mixed")) >= 5


def test_every_id_is_there_once() -> None:
    assert [name for name, count in Counter(known.id for known in EMAILS).items() if count > 1] == []


@pytest.mark.parametrize("known", EMAILS, ids=lambda known: known.id)
def test_labels_are_of_the_catalogue_and_name_every_field(known: KnownEmail) -> None:
    labels, catalogue = known.labels, load_catalogue()
    assert set(labels["fields"]) == {*FieldName, "wants_reply"}
    if labels["message_kind"] == "citizen":
        assert labels["category"] in catalogue.categories
        assert set(labels["departments"]) <= set(catalogue.departments)
        assert labels["priority"] in ("emergency", "urgent", "normal", "low")
    else:
        assert (labels["category"], labels["departments"]) == (None, [])


def test_a_mail_is_built_with_its_charset_label_and_attachment() -> None:
    message = email.message_from_bytes(build_email(ROW), policy=policy.default)
    text, attached = message.iter_parts()
    assert text.get_content_charset() == "big5"
    assert text.get_payload(decode=True) == "門口嘅街燈壞咗。".encode("big5-hkscs")
    assert attached.get_filename() == "附件.pdf"
    assert attached.get_content().startswith(b"%PDF")
    assert (str(message["From"]), str(message["Subject"])) == ("陳大文 <tai.man@mail.example>", "街燈壞咗")


def test_a_row_always_gives_the_same_bytes() -> None:
    assert build_email(ROW) == build_email(ROW)


def test_without_the_public_set_nothing_is_read(tmp_path) -> None:
    assert read_public_emails(tmp_path) == []
