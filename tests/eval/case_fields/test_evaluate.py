"""How many of the facts are found, how many of the values are right, and how many are invented?"""

from __future__ import annotations

from typing import Any

import pytest

from assistant.cases.fields import Evidence, FieldName, FieldValue, MailPart
from eval.case_fields.duplicates import Looked, look_for_duplicates
from eval.case_fields.evaluate import bars, failures, measure, measure_duplicates, table
from eval.case_fields.generate import Extracted, extract_all
from eval.case_fields.judging import Verdict, judge, judge_reply, score
from eval.datasets.case_emails import KnownEmail
from eval.datasets.questions import Split
from ingestion.mail.case_fields.extract import Extraction
from ingestion.mail.case_fields.issues import IssueText
from ingestion.mail.parsed_mail import ParsedMail

NAME, PHONE, PLACE = FieldName.REPORTER_NAME, FieldName.REPORTER_PHONE, FieldName.SUBJECT_LOCATION
BODY = "The lamp is out.\nAda Lo 9123 4567"
RAW = b"From: a@b.example\r\nSubject: Lamp\r\nDate: Wed, 4 Mar 2026 09:12:00 +0800\r\n\r\n"


def labels(fields: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {
        "language": "en",
        "message_kind": "citizen",
        "case_type": "service_request",
        "fields": fields,
        "alternatives": {},
        "distractors": [],
        "issues_count": 1,
        "injection": False,
        **others,
    }


def value(words: str, start: int | None = None) -> FieldValue:
    place = BODY.find(words) if start is None else start
    return FieldValue(words, 0.9, Evidence(words, MailPart.BODY, place, place + len(words)))


def extracted(gold: dict[str, Any], found: dict[FieldName, FieldValue | None], **others: Any) -> Extracted:
    known = KnownEmail("e-1", RAW, Split.TEST, labels(gold, **others))
    issues = (IssueText(0, len(BODY), BODY),)
    return Extracted(known, ParsedMail(BODY, ()), Extraction(found, None, False, None, issues=issues))


@pytest.mark.parametrize(
    ("got", "gold", "others", "expected"),
    [
        ("Ada Lo", "Ada Lo", [], Verdict.RIGHT),
        ("Ada", "Ada Lo", ["Ada"], Verdict.RIGHT),
        ("Ben", "Ada Lo", [], Verdict.WRONG),
        ("Ada", None, ["Ada"], Verdict.RIGHT),
        ("Ada", None, [], Verdict.INVENTED),
        (None, None, [], Verdict.BLANK),
        (None, "Ada", [None], Verdict.FREE),
        (None, "Ada", [], Verdict.MISSED),
    ],
)
def test_a_value_is_judged_by_the_label_and_its_alternatives(
    got: str | None, gold: str | None, others: list[str | None], expected: Verdict
) -> None:
    given = labels({"reporter_name": gold}, alternatives={"reporter_name": others})
    assert judge(NAME, got, given) is expected


def test_what_is_named_as_a_distractor_is_wrong_even_as_a_part_of_what_is_right() -> None:
    given = labels({"subject_location": "behind Ming Kee Shop"}, distractors=["Ming Kee Shop"])
    assert judge(PLACE, "Ming Kee Shop", given) is Verdict.WRONG


def test_who_only_asks_may_be_taken_to_want_a_reply() -> None:
    enquiry = extracted({}, {}, case_type="enquiry")
    assert judge_reply(enquiry) is Verdict.BLANK
    wanting = Extracted(enquiry.known, enquiry.mail, Extraction({}, True, False, None))
    assert judge_reply(wanting) is Verdict.RIGHT
    assert judge_reply(Extracted(extracted({}, {}).known, enquiry.mail, wanting.extraction)) is Verdict.INVENTED


def test_a_wrong_value_is_both_false_and_missed() -> None:
    right, wrong, invented, missed, blank = (
        Verdict.RIGHT,
        Verdict.WRONG,
        Verdict.INVENTED,
        Verdict.MISSED,
        Verdict.BLANK,
    )
    scores = score([right] * 3 + [wrong] + [invented] + [missed] * 2 + [blank] * 4 + [Verdict.FREE])
    assert scores["precision"] == 3 / 5
    assert scores["recall"] == 3 / 6
    assert scores["f1"] == pytest.approx(6 / 11)
    assert scores["invented"] == 1 / 5
    assert scores["values"] == 5


def test_nothing_found_and_nothing_to_find_has_no_score() -> None:
    scores = score([Verdict.BLANK])
    assert (scores["precision"], scores["recall"], scores["f1"], scores["invented"]) == (None, None, None, 0.0)


RIGHT = extracted({"reporter_name": "Ada Lo", "reporter_phone": "91234567"}, {NAME: value("Ada Lo"), PHONE: None})
SHIFTED = extracted({"reporter_name": "Ada Lo"}, {NAME: value("Ada Lo", 3), PHONE: value("9123 4567")}, injection=True)


def test_a_set_is_measured_by_field_and_language_and_by_what_is_no_field() -> None:
    numbers = measure([RIGHT, SHIFTED])
    # Two names right, one phone missed and one invented: 2 of 3 values, 2 of 3 facts, 1 of 17 blank ones filled.
    assert numbers["all"]["precision"] == numbers["all"]["recall"] == pytest.approx(2 / 3)
    assert numbers["all"]["invented"] == 1 / 17
    assert numbers["fields"]["reporter_name"]["f1"] == 1
    assert numbers["languages"]["en"] == numbers["all"]
    assert numbers["issues_right"] == 1
    assert numbers["injections"] == {"mails": 1, "flagged": 0, "harmless": 1, "false_alarms": 0}


def test_evidence_is_exact_only_where_the_mail_has_its_words() -> None:
    assert RIGHT.evidence_is_exact == [True]
    assert SHIFTED.evidence_is_exact == [False, True]
    assert measure([RIGHT, SHIFTED])["evidence_exact"] == pytest.approx(2 / 3)


def test_a_repeated_report_is_found_by_naming_the_right_one_and_others_repeat_none() -> None:
    looked = [Looked("b", "a", "a"), Looked("c", "a", "b"), Looked("d", "a", None), Looked("e", None, "a")]
    counts = measure_duplicates([*looked, Looked("a", None, None)])
    assert counts == {"mails": 3, "found": 1, "others": 2, "false_alarms": 1}


def test_a_failure_is_a_value_that_is_wrong_invented_or_missed() -> None:
    assert [(f["field"], f["verdict"]) for f in failures([RIGHT, SHIFTED])] == [
        ("reporter_phone", "missed"),
        ("reporter_phone", "invented"),
    ]


def test_the_table_has_a_line_for_each_field_and_language() -> None:
    lines = table({"own": measure([RIGHT, SHIFTED])}).splitlines()
    assert lines[0] == "own, 2 citizens' mails"
    assert "| reporter name | 2 | 1.000 | 1.000 | 1.000 | 0 of 0 |" in lines
    assert "| reporter phone | 1 | 0.000 | 0.000 | 0.000 | 1 of 1 |" in lines
    assert "| all ten, en | 3 | 0.667 | 0.667 | 0.667 | 1 of 17 |" in lines
    assert lines[-1].startswith("Evidence exact: 0.667. Invented: 0.059 of blank fields.")


def test_a_bar_stands_for_each_field_that_a_set_gives() -> None:
    drawn = bars({"own": measure([RIGHT])})
    assert drawn["reporter\nname"] == {"own": 1.0}
    assert drawn["case\nreference"] == {}


def test_only_citizens_mails_are_read() -> None:
    bounce = KnownEmail("e-2", RAW + b"Lost", Split.TEST, labels({}, message_kind="bounce"))
    mine = KnownEmail("e-1", RAW + BODY.encode(), Split.TEST, labels({"reporter_name": "Ada Lo"}))
    (one,) = extract_all([bounce, mine], None)
    assert one.known.id == "e-1"
    assert all(one.evidence_is_exact)
    assert one.row()["mode"] == "rules"


def test_a_mail_that_comes_again_with_other_words_is_found_by_place_and_person() -> None:
    texts = {
        "e-1": "The street lamp at 12 Nathan Road is dark. Please repair it. Ada Lo, 9123 4567",
        "e-2": "Nobody has come. The street lamp at 12 Nathan Road is still dark, please repair it. Ada Lo, 9123 4567",
        "e-3": "How do I apply for a library card for my child?",
    }
    mails = [
        KnownEmail(
            name,
            (RAW + text.encode()).replace(b"Lamp", b"Request"),
            Split.TEST,
            labels({}, duplicate_of="e-1" if name == "e-2" else None),
        )
        for name, text in texts.items()
    ]
    looked = look_for_duplicates(list(extract_all(mails, None)))
    # All three come from one address on one day; another matter of the same person repeats nothing.
    assert [(one.id, one.repeats, one.found) for one in looked] == [
        ("e-1", None, None),
        ("e-2", "e-1", "e-1"),
        ("e-3", None, None),
    ]
