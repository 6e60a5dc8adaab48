"""Is the number one under which the reporter answers?"""

import pytest

from assistant.cases.fields import FieldName
from tests.ingestion.mail.case_fields.writing import find, write_mail


def phone_in(body: str) -> str | None:
    return find(FieldName.REPORTER_PHONE, write_mail(body))


@pytest.mark.parametrize(
    "number",
    [
        "9345 6712",
        "93456712",
        "+852 9345 6712",
        "0933-555-217",
        "(917) 555-0118",
        "0117 496 0173",
        "+44 7700 900438",
        "９３４５ ６７１２",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "The lamp is dark.\n\nTam Wai Yee\nTel: {}\n",
        "街燈壞咗。\n\n譚慧儀\n電話：{}\n",
        "路灯坏了。\n\n谭慧仪\n电话：{}\n",
    ],
)
def test_a_number_in_the_closing_is_the_reporters(text: str, number: str):
    assert phone_in(text.format(number)) == number


@pytest.mark.parametrize(
    "text",
    [
        "I rang the hotline 2345 6789 and nobody answered. The lamp is still dark.",
        "我打過去管理處 2345 6789 冇人聽，盞燈仲係壞。",
        "我打过管理处电话 2345 6789 没人接，灯还是坏的。",
        "The drain is blocked.\n\nRosalind Tam\nFax: 2345 6789\n",
        "渠塞咗。\n\n譚慧儀\n傳真：2345 6789\n",
        "渠堵了。\n\n谭慧仪\n传真：2345 6789\n",
    ],
)
def test_a_hotline_an_office_or_a_fax_is_not(text: str):
    assert phone_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "My mother is on 2345 6789 but please ring me at 9345 6712, she is deaf.",
        "阿媽屋企電話係 2345 6789，聯絡我請打 9345 6712。",
        "妈妈的电话是 2345 6789，联系我请打 9345 6712。",
    ],
)
def test_of_two_numbers_the_writers_own_is_taken(text: str):
    assert phone_in(text) == "9345 6712"


@pytest.mark.parametrize(
    "text", ["Receipt 20260318 for $12,345,678", "單號 20260318，共 12345678 元", "单号 20260318，共 12345678 元"]
)
def test_dates_amounts_and_receipts_are_no_numbers_to_call(text: str):
    assert phone_in(text) is None
