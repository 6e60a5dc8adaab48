"""Is the place the incident's, as fully as the mail names it, and the home the reporter's?"""

import pytest

from assistant.cases.fields import FieldName
from tests.ingestion.mail.case_fields.writing import find, write_mail


def location_in(body: str, subject: str = "") -> str | None:
    return find(FieldName.SUBJECT_LOCATION, write_mail(body, subject=subject))


def home_in(body: str) -> str | None:
    return find(FieldName.REPORTER_ADDRESS, write_mail(body))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("There is rubbish outside 14 Cheung Wah Street, Sham Shui Po again.", "14 Cheung Wah Street, Sham Shui Po"),
        ("Rats at Flat B, 9/F, Lok Wah House, Kwun Tong for weeks.", "Flat B, 9/F, Lok Wah House, Kwun Tong"),
        ("A burst pipe on Abbeydale Road, Sheffield is flooding shops.", "Abbeydale Road, Sheffield"),
        ("深水埗昌華街14號門口成日有人掉垃圾。", "深水埗昌華街14號門口"),
        ("九龍公園入口棵樹斷咗。", "九龍公園入口"),
        ("高雄市三民區大順二路415巷口的水溝堵塞。", "高雄市三民區大順二路415巷口"),
        ("深水埗昌华街14号门口经常有人扔垃圾。", "深水埗昌华街14号门口"),
        ("旺角亚皆老街与弥敦道交界的红绿灯坏了。", "旺角亚皆老街与弥敦道交界"),
        ("事發地點：坪洲碼頭北邊\n詳情：三盞燈壞咗\n姓名：譚慧儀\n", "坪洲碼頭北邊"),
    ],
)
def test_the_place_is_taken_whole(body: str, place: str):
    assert location_in(body) == place


def test_the_subject_names_the_place_where_the_body_does_not():
    assert location_in("It smells terrible. Please remove it.", "Dead boar on Sai Sha Road") == "Sai Sha Road"


@pytest.mark.parametrize(
    "body",
    [
        "The road is in a terrible state and the street is dirty.",
        "條路好爛，條街又污糟，投訴幾次都冇人理。",
        "道路破损，街道很脏，我知道投诉也没用。",
        "What documents do I need to apply for a licence in Wan Chai?",
        "想問喺灣仔申請牌照要咩文件？",
        "请问在湾仔申请牌照要什么文件？",
    ],
)
def test_common_words_and_enquiries_name_no_place_of_an_incident(body: str):
    assert location_in(body) is None


@pytest.mark.parametrize(
    ("body", "home"),
    [
        ("I live at 41 Wing Lee Street. The lamp is broken.", "41 Wing Lee Street"),
        ("我住深水埗昌華街14號3樓，街燈壞咗。", "深水埗昌華街14號3樓"),
        ("我住在深水埗昌华街14号3楼，路灯坏了。", "深水埗昌华街14号3楼"),
        (
            "The lamp on Nathan Road is broken.\n\nRosalind Tam\nFlat 3, 41 Wing Lee Street\n",
            "Flat 3, 41 Wing Lee Street",
        ),
        ("彌敦道街燈壞咗。\n\n譚慧儀\n深水埗昌華街14號\n", "深水埗昌華街14號"),
        ("弥敦道路灯坏了。\n\n谭慧仪\n深水埗昌华街14号\n", "深水埗昌华街14号"),
    ],
)
def test_an_address_is_the_reporters_where_they_give_it_as_theirs(body: str, home: str):
    assert home_in(body) == home


@pytest.mark.parametrize(
    "body",
    [
        "The lamp outside 41 Wing Lee Street is broken.",
        "昌華街14號門口街燈壞咗。",
        "昌华街14号门口路灯坏了。",
        "My mother lives at 41 Wing Lee Street and has no water.",
        "我媽媽住昌華街14號，冇水用。",
        "我妈妈住在昌华街14号，没有水用。",
    ],
)
def test_the_incidents_place_or_another_persons_home_is_not(body: str):
    assert home_in(body) is None
