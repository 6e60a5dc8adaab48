"""How often, about whom, which earlier case, what is wanted, and is an answer?"""

import pytest

from assistant.cases.fields import FieldName
from ingestion.mail.case_fields.extract import extract_fields
from tests.ingestion.mail.case_fields.writing import find, write_mail


@pytest.mark.parametrize(
    ("body", "often"),
    [
        ("Loud music every night until 3 am.", "every night until 3 am"),
        ("They burn plastic twice a week.", "twice a week"),
        ("樓上每晚十一點後都好嘈。", "每晚十一點後"),
        ("嗰間舖逢星期三都阻街。", "逢星期三"),
        ("楼上每天晚上十一点以后很吵。", "每天晚上十一点以后"),
        ("I walk past the broken lamp every day.", None),
        ("我每日返工都見到盞燈壞咗。", None),
        ("我每天上班都看到灯坏了。", None),
    ],
)
def test_recurrence_is_of_the_incident_and_not_of_the_writers_day(body: str, often: str | None):
    assert find(FieldName.INCIDENT_RECURRENCE, write_mail(body)) == often


@pytest.mark.parametrize(
    ("body", "party"),
    [
        ("The contractor Elevro Engineering Ltd never came. I complain.", "Elevro Engineering Ltd"),
        ('A bar called "Neon8" plays loud music.', "Neon8"),
        ("投訴「旺盛茶餐廳」阻街。", "旺盛茶餐廳"),
        ("投诉“旺盛茶餐厅”占道。", "旺盛茶餐厅"),
        ("82號巴士遲到四十分鐘，投訴。", "82號巴士"),
        ("的士車牌 XJ 5082 拒載。", "XJ 5082"),
        ("The bins opposite Kwok Kee Seafood are full.", None),
        ("「旺盛茶餐廳」對面個垃圾桶爆滿。", None),
        ("“旺盛茶餐厅”对面的垃圾桶满了。", None),
    ],
)
def test_a_party_is_complained_of_and_no_landmark(body: str, party: str | None):
    assert find(FieldName.INVOLVED_PARTY, write_mail(body)) == party


@pytest.mark.parametrize(
    ("body", "subject", "number"),
    [
        ("My case 1-9937708128 is still open.", "", "1-9937708128"),
        ("個案編號 P25-0228-06 至今未有下文。", "", "P25-0228-06"),
        ("投诉编号：P25-0228-06，没有下文。", "", "P25-0228-06"),
        ("Still no heating.", "Chase: HPL-2025-33018", "HPL-2025-33018"),
        (
            "Still nothing.\n\nOn 2 March 2026, Reply Team wrote:\n> Your case number is EP/26/01182.\n",
            "",
            "EP/26/01182",
        ),
        ("Receipt no. YX-0317-88 is attached.", "", None),
        ("收據編號 YX-0317-88。", "", None),
        ("收据编号 YX-0317-88。", "", None),
        ("燈柱編號 FA77189 壞咗。", "", None),
    ],
)
def test_a_reference_is_of_a_case_and_may_stand_in_subject_or_quotation(body: str, subject: str, number: str | None):
    assert find(FieldName.CASE_REFERENCE, write_mail(body, subject=subject)) == number


@pytest.mark.parametrize(
    ("body", "action"),
    [
        ("The lamp is dark. Please repair it.", "Please repair it"),
        ("街燈壞咗。麻煩派人嚟整。", "麻煩派人嚟整"),
        ("路灯坏了。请派人来修。", "请派人来修"),
        ("Could someone collect the dead bird? Thanks", "Could someone collect the dead bird"),
        ("請問申請小販牌照要咩文件？", "申請小販牌照要咩文件"),
        ("The lamp is dark. Please call me on 9345 6712.", None),
        ("街燈壞咗。請回覆。", None),
        ("路灯坏了。请回复。", None),
    ],
)
def test_what_is_wanted_is_one_clause_and_not_the_wish_for_an_answer(body: str, action: str | None):
    assert find(FieldName.REQUESTED_ACTION, write_mail(body)) == action


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("The lamp is dark. Please reply by email.", True),
        ("街燈壞咗，請回覆。", True),
        ("路灯坏了，请回复。", True),
        ("No need to reply, just fix it.", False),
        ("唔使覆我，整好就得。", False),
        ("不用回复，修好就行。", False),
        ("The lamp is dark.\n\nTam\n9345 6712\n", None),
        ("街燈壞咗。電話 9345 6712", None),
        ("路灯坏了。电话 9345 6712", None),
    ],
)
def test_an_answer_is_wanted_only_where_the_mail_says_so(body: str, wanted: bool | None):
    assert extract_fields(write_mail(body)).wants_reply is wanted


def test_a_form_is_read_by_its_labels():
    body = """Name: Annelise Brandt
Telephone: 9345 6712
Address of complainant: Flat B, 9/F, 88 Third Street, Sai Ying Pun
Location of problem: building site at 25 Pok Fu Lam Road
Date first noticed: 12/03/2026
Outcome sought: stop the Sunday work
"""
    mail = write_mail(body, sender="noreply@forms.example")
    assert find(FieldName.REPORTER_NAME, mail) == "Annelise Brandt"
    assert find(FieldName.REPORTER_PHONE, mail) == "9345 6712"
    assert find(FieldName.REPORTER_ADDRESS, mail) == "Flat B, 9/F, 88 Third Street, Sai Ying Pun"
    assert find(FieldName.SUBJECT_LOCATION, mail) == "building site at 25 Pok Fu Lam Road"
    assert find(FieldName.INCIDENT_START, mail) == "2026-03-12"
    assert find(FieldName.REQUESTED_ACTION, mail) == "stop the Sunday work"


def test_an_attachment_tells_what_the_mail_leaves_to_it():
    mail = write_mail(
        "老闆欠薪三個月，地址同店名喺附件。請追討。", attachment="僱主：旺盛小館\n地址：佐敦寶靈街41號地下\n"
    )
    assert find(FieldName.SUBJECT_LOCATION, mail) == "佐敦寶靈街41號地下"
    assert find(FieldName.INVOLVED_PARTY, mail) == "旺盛小館"
