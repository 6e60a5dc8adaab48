"""Does each matter of a mail come apart with its own sentences?"""

import pytest

from ingestion.mail.case_fields.issues import split_issues
from ingestion.mail.case_fields.summary import MOST_CHARACTERS, summarise
from tests.ingestion.mail.case_fields.writing import write_mail


def issues_in(body: str) -> list[str]:
    mail = write_mail(body)
    issues = split_issues(mail)
    assert all(mail.body[issue.start : issue.end] == issue.text for issue in issues)
    return [issue.text for issue in issues]


@pytest.mark.parametrize(
    ("body", "issues"),
    [
        (
            "Hello,\n\n1. The lamp on Peel Street is dark.\n2. The drain at No. 9 is blocked.\n\nThanks\nTam\n",
            ["1. The lamp on Peel Street is dark.", "2. The drain at No. 9 is blocked."],
        ),
        (
            "你好：\n\n一、卑利街街燈壞咗。\n二、九號門口渠塞咗。\n\n譚慧儀\n",
            ["一、卑利街街燈壞咗。", "二、九號門口渠塞咗。"],
        ),
        (
            "你好：\n\n一、卑利街路灯坏了。\n二、九号门口下水道堵了。\n\n谭慧仪\n",
            ["一、卑利街路灯坏了。", "二、九号门口下水道堵了。"],
        ),
        (
            "The lamp on Peel Street is dark. Also, the drain at No. 9 is blocked.",
            ["The lamp on Peel Street is dark.", "Also, the drain at No. 9 is blocked."],
        ),
        ("卑利街街燈壞咗。另外，九號門口渠塞咗。", ["卑利街街燈壞咗。", "另外，九號門口渠塞咗。"]),
        ("卑利街路灯坏了。另外，九号门口下水道堵了。", ["卑利街路灯坏了。", "另外，九号门口下水道堵了。"]),
    ],
)
def test_lists_and_turns_come_apart(body: str, issues: list[str]):
    assert issues_in(body) == issues


@pytest.mark.parametrize(
    "body",
    [
        "The lamp on Peel Street is dark. It is dangerous at night.",
        "卑利街街燈壞咗。夜晚好危險。",
        "卑利街路灯坏了。晚上很危险。",
        "I have some questions:\n1. What is the fee?\n2. Which form do I need?\n",
        "請問：\n一、費用幾多？\n二、要填咩表格？\n",
        "请问：\n一、费用多少？\n二、要填什么表格？\n",
    ],
)
def test_one_matter_or_one_enquiry_stays_whole(body: str):
    assert len(issues_in(body)) == 1


def test_a_blank_mail_has_no_matter():
    assert issues_in("\n\n") == []


@pytest.mark.parametrize(
    ("body", "subject", "line"),
    [
        ("Hello. The lamp on Peel Street is dark.", "Complaint", "The lamp on Peel Street is dark."),
        ("你好。卑利街街燈壞咗。", "投訴", "卑利街街燈壞咗。"),
        ("你好。卑利街路灯坏了。", "投诉", "卑利街路灯坏了。"),
        ("It has been dark for days.", "Re: Lamp on Peel Street", "Lamp on Peel Street – It has been dark for days."),
        ("", "", ""),
    ],
)
def test_a_summary_is_of_the_mails_own_words(body: str, subject: str, line: str):
    assert summarise(write_mail(body, subject=subject)) == line


def test_a_summary_is_one_short_line():
    line = summarise(write_mail("The lamp on Peel Street is dark and " * 20, subject="Lamp  on Peel Street"))
    assert "\n" not in line
    assert len(line) <= MOST_CHARACTERS
