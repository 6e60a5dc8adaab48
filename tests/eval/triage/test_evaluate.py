"""How often are kind, category, department, type and priority right?"""

from __future__ import annotations

from assistant.cases.triage import Choice, Triage
from eval.datasets.case_emails import KnownEmail
from eval.datasets.questions import Split
from eval.triage.evaluate import failures, measure, measure_addressed, row, table
from eval.triage.generate import Addressed, Triaged
from ingestion.mail.parsed_mail import MessageKind


def known(name: str, *, priority: str = "normal", language: str = "en", **alternatives: list[str]) -> KnownEmail:
    labels = {
        "language": language,
        "message_kind": "citizen",
        "category": "street_light",
        "departments": ["HYD", "TD"],
        "case_type": "complaint",
        "priority": priority,
        "alternatives": alternatives,
    }
    return KnownEmail(name, b"", Split.TEST, labels)


def found(categories: str, departments: str, *, priority: str = "normal") -> Triage:
    return Triage(
        case_type=Choice("complaint", 0.9),
        categories=tuple(Choice(code, 0.3) for code in categories.split()),
        departments=tuple(Choice(code, 0.3) for code in departments.split()),
        priority=Choice(priority, 0.9),
    )


RIGHT = Triaged(known("a"), MessageKind.CITIZEN, found("street_light other", "HYD TD"), 0.01)
SECOND = Triaged(known("b", language="zh-Hant"), MessageKind.CITIZEN, found("other street_light", "TD HYD"), 0.03)
DANGER = Triaged(
    known("c", priority="emergency", category=["other"]),
    MessageKind.CITIZEN,
    found("other", "HYD", priority="emergency"),
    0.02,
)
MISSED = Triaged(known("d", priority="emergency"), MessageKind.SPAM, None, 0.0)


def test_the_first_and_the_first_three_are_told_apart():
    measured = measure([RIGHT, SECOND])["all"]
    assert (measured["category"], measured["category_top3"]) == (0.5, 1.0)
    assert (measured["department"], measured["department_top3"]) == (0.5, 1.0)
    assert measured["seconds"] == 0.02


def test_a_tolerated_category_is_right():
    assert measure([DANGER])["all"]["category"] == 1.0


def test_a_department_that_is_also_right_is_not_the_lead():
    assert measure([SECOND])["all"]["department"] == 0.0


def test_a_citizens_mail_taken_for_spam_is_wrong_in_everything():
    measured = measure([MISSED])["all"]
    assert (measured["kind"], measured["category"], measured["emergencies"]) == (0.0, 0.0, [0, 1])


def test_emergencies_and_false_alarms_are_counted():
    alarm = Triaged(known("e"), MessageKind.CITIZEN, found("street_light", "HYD", priority="emergency"), 0.0)
    measured = measure([RIGHT, DANGER, MISSED, alarm])["all"]
    assert (measured["emergencies"], measured["alarms"]) == ([1, 2], [1, 2])


def test_each_language_is_measured_for_itself():
    assert measure([RIGHT, SECOND])["zh-Hant"]["mails"] == 1
    assert "mixed" not in measure([RIGHT, SECOND])


def test_what_is_wrong_in_anything_is_a_failure():
    assert failures([RIGHT, SECOND, DANGER, MISSED]) == [row(SECOND), row(MISSED)]


def test_a_row_holds_no_word_of_the_mail():
    assert row(RIGHT)["found"]["categories"] == ["street_light", "other"]
    assert row(RIGHT).keys() == {
        "id", "language", "message_kind", "category", "departments", "case_type", "priority", "kind", "found",
    }  # fmt: skip


def test_letters_are_measured_by_their_department():
    made = [Addressed("1", "A", ("A", "B", "C")), Addressed("2", "A", ("B", "A", "C"))]
    assert measure_addressed(made) == {"letters": 2, "department": 0.5, "department_top3": 1.0}


def test_the_table_has_a_line_for_each_measure_and_a_column_for_each_language():
    letters = measure_addressed([Addressed("1", "A", ("A",))])
    lines = table({"own": measure([RIGHT, DANGER])}, {"letters": letters}).splitlines()
    assert "| own, category | 1.000 | 1.000 | – | – | – |" in lines
    assert "| own, emergencies found | 1 of 1 | 1 of 1 | – | – | – |" in lines
    assert "| own, milliseconds a mail, mean | 15 | 15 | – | – | – |" in lines
    assert "| letters, lead department | 1.000 | – | – | – | – |" in lines
