"""Can a citizen, or a system for them, report something and be sure that it is kept?"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.accounts.api_keys import add_key
from assistant.accounts.permissions import Permission, operator
from assistant.cases.catalogue import load_catalogue
from assistant.cases.models import Case, CaseAlert, CaseAttachment, CaseMessage, CaseSubscriber
from assistant.outgoing.models import OutgoingMail
from assistant.uploads.scanning import scan_held
from tests.assistant.uploads.files import docx, pdf, photo, png_that_claims
from tests.assistant.uploads.scanner import EICAR, run_scanner
from tests.ui.conftest import install
from tests.ui.inside import database_of
from ui.app import create_app

LAMPS = {
    "en": ("The street lamp in front of 12 Garden Street is dark.", "Street lighting", "Highways Department"),
    "zh-Hant": ("花園街 12 號門前的街燈不亮。", "街燈", "路政署"),
    "zh-Hans": ("花园街 12 号门前的街灯不亮。", "街灯", "路政署"),
}
CONTACT = {"name": "Chan Tai Man", "email": "tai.man@mail.example", "phone": "5123 4567"}
DANGER = {
    "en": "Gas is leaking and there is a fire in the building, people are trapped. ",
    "zh-Hant": "大廈起火，有人被困，救命！",
    "zh-Hans": "大厦起火，有人被困，救命！",
}


def report(language: str = "en", **changes: Any) -> dict[str, Any]:
    body = {"text": LAMPS[language][0], "language": language, "category": "street_light", "contact": CONTACT}
    return {**body, **changes}


def send(client: TestClient, key: str | None = None, **changes: Any) -> dict[str, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    response = client.post("/api/v1/reports", json=report(**changes), headers=headers)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def send_files(client: TestClient, *files: tuple[str, bytes], **changes: Any) -> Any:
    parts = [("files", (name, content, "text/html")) for name, content in files]
    return client.post("/api/v1/reports", data={"report": json.dumps(report(**changes))}, files=parts)


def find(client: TestClient, number: str) -> Case:
    with database_of(client).read() as session:
        case: Case = session.scalars(select(Case).where(Case.number == number)).one()
        return case


def rows(client: TestClient, row: Any, number: str) -> list[Any]:
    case = find(client, number)
    with database_of(client).read() as session:
        if row is CaseAttachment:
            of_case = select(row).join(CaseMessage).where(CaseMessage.case_id == case.id).order_by(row.position)
        else:
            of_case = select(row).where(row.case_id == case.id)
        return list(session.scalars(of_case))


# Before it is sent


@pytest.mark.parametrize("language", LAMPS)
def test_before_sending_a_citizen_sees_whose_matter_it_is_and_by_when_somebody_answers(
    client: TestClient, language: str
) -> None:
    text, name, department = LAMPS[language]
    shown = client.post("/api/v1/reports/preview", json={"text": text, "language": language}).json()
    assert shown["category"] == {"code": "street_light", "name": name, "department_name": department}
    assert shown["department_name"] == department
    assert shown["resolve_by"] > "2020-01-01"
    assert "12" in shown["place"]
    assert shown["missing"] == ["time", "contact"]
    assert shown["emergency_text"] is None


def test_a_citizen_may_choose_another_category_and_the_department_follows(client: TestClient) -> None:
    body = report(category="tree_hazard", place="Garden Street", time="2026-11-20")
    shown = client.post("/api/v1/reports/preview", json=body).json()
    assert (shown["category"]["code"], shown["category"]["department_name"]) == (
        "tree_hazard",
        shown["department_name"],
    )
    assert "street_light" in [other["code"] for other in shown["alternatives"]]
    assert shown["missing"] == []


@pytest.mark.parametrize("language", DANGER)
def test_words_of_danger_are_answered_with_999_first_and_raise_the_alarm(client: TestClient, language: str) -> None:
    body = report(language, text=DANGER[language])
    shown = client.post("/api/v1/reports/preview", json=body).json()
    assert "999" in shown["emergency_text"]
    made = send(client, language=language, text=DANGER[language])
    assert "999" in made["emergency_text"]
    assert find(client, made["number"]).priority == "emergency"
    assert "emergency" in [alert.rule for alert in rows(client, CaseAlert, made["number"])]


def test_danger_in_the_middle_of_a_long_text_is_seen(client: TestClient) -> None:
    text = "The lamp is dark. " * 120 + DANGER["en"] + "The lamp is dark. " * 120
    assert "999" in client.post("/api/v1/reports/preview", json=report(text=text)).json()["emergency_text"]


def test_who_reports_the_same_sees_that_somebody_has_and_nothing_of_who_they_are(client: TestClient) -> None:
    here: dict[str, Any] = {"latitude": 22.30001, "longitude": 114.17001}
    made = send(
        client, text="My neighbour Wong has broken the lamp, call 5999 8888.", place="Flat 5B, 9 Elm Road", **here
    )
    shown = client.post("/api/v1/reports/preview", json=report(latitude=22.3002, longitude=114.1701)).json()
    [similar] = [one for one in shown["similar"] if one["id"] == find(client, made["number"]).id]
    assert set(similar) == {"id", "category_name", "distance_metres", "opened_on", "reply_by"}
    # 0.00019 degrees of latitude are 21 m, 0.00009 of longitude 9 m: together 23 m, told as 20.
    assert similar["distance_metres"] == 20
    assert "Wong" not in json.dumps(shown)
    assert made["number"] not in json.dumps(shown)


def test_what_is_nobody_elses_business_is_never_shown_as_a_duplicate(client: TestClient) -> None:
    here: dict[str, Any] = {"latitude": 22.31, "longitude": 114.17, "category": "noise_neighbour"}
    number = send(client, **here)["number"]
    assert client.post("/api/v1/reports/preview", json=report(**here)).json()["similar"] == []
    body = {"id": find(client, number).id, "email": "lee@mail.example"}
    assert client.post("/api/v1/reports/subscribe", json=body).status_code == 404


def test_instead_of_reporting_it_again_a_citizen_follows_it(client: TestClient) -> None:
    number = send(client)["number"]
    body = {"id": find(client, number).id, "email": "lee@mail.example", "language": "zh-Hans"}
    for _ in range(2):
        assert client.post("/api/v1/reports/subscribe", json=body).status_code == 204
    assert [(s.email, s.language) for s in rows(client, CaseSubscriber, number)] == [("lee@mail.example", "zh-Hans")]
    assert client.post("/api/v1/reports/subscribe", json={**body, "email": "lee"}).status_code == 422


@pytest.mark.parametrize(("language", "name"), [("en", "Street lighting"), ("zh-Hant", "街燈"), ("zh-Hans", "街灯")])
def test_every_category_is_listed_by_its_name(client: TestClient, language: str, name: str) -> None:
    listed = client.get(f"/api/v1/reports/categories?language={language}").json()["categories"]
    assert len(listed) == 52
    assert name in [category["name"] for category in listed]


# Sent


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "You will have our reply by"), ("zh-Hant", "我們已收到你的報告"), ("zh-Hans", "我们已收到您的报告")],
)
def test_a_report_becomes_a_case_with_what_was_filled_in(client: TestClient, language: str, words: str) -> None:
    made = send(client, language=language, place="12 Garden Street", time="2026-11-20T21:30")
    case = find(client, made["number"])
    assert words in made["text"]
    assert made["number"] in made["text"]
    assert (case.channel, case.language, case.category) == ("web", language, "street_light")
    assert {name: value["value"] for name, value in case.fields.items() if value} == {
        "reporter_name": "Chan Tai Man",
        "reporter_phone": "5123 4567",
        "reporter_email": "tai.man@mail.example",
        "subject_location": "12 Garden Street",
        "incident_start": "2026-11-20T21:30",
    }
    [message] = rows(client, CaseMessage, made["number"])
    assert message.body == LAMPS[language][0]
    [mail] = rows(client, OutgoingMail, made["number"])
    assert (mail.recipient, mail.purpose) == ("tai.man@mail.example", "acknowledgement")
    assert made["number"] in mail.body


def test_the_same_request_sent_again_opens_no_second_case(client: TestClient) -> None:
    first, again = send(client, "a-key"), send(client, "a-key")
    assert first["number"] == again["number"]
    assert again["token"] is None
    assert len(rows(client, CaseMessage, first["number"])) == len(rows(client, OutgoingMail, first["number"])) == 1


def test_two_citizens_whose_programs_chose_one_key_do_not_meet(client: TestClient) -> None:
    other = {"email": "lee@mail.example"}
    assert send(client, "1")["number"] != send(client, "1", contact=other)["number"]


def test_who_leaves_no_contact_has_a_token_and_gets_a_new_one_when_the_first_was_lost(client: TestClient) -> None:
    first, again = send(client, "lost", contact=None), send(client, "lost", contact=None)
    assert first["number"] == again["number"]
    for token, status in ((first["token"], 404), (again["token"], 200)):
        body = {"number": first["number"], "contact": token}
        assert client.post("/api/v1/reports/progress", json=body).status_code == status


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \u200b "}, "text"),
        ({"text": "a" * 5001}, "text"),
        ({"category": "dragons"}, "category"),
        ({"language": "fr"}, "language"),
        ({"time": "yesterday"}, "time"),
        ({"latitude": 91}, "latitude"),
        ({"contact": {"email": "nowhere"}}, "contact.email"),
        ({"place": "a\nb"}, "place"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_used_is_refused_and_named(client: TestClient, changes: dict[str, Any], field: str) -> None:
    response = client.post("/api/v1/reports", json={**report(), **changes})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_report_keeps_to_the_conversation_that_is_the_citizens_own(client: TestClient) -> None:
    started = client.post("/api/v1/conversations", json={}).json()
    own = {"id": started["id"], "token": started["token"]}
    assert find(client, send(client, conversation=own)["number"]).conversation_id == started["id"]
    other = send(client, conversation={**own, "token": "guessed"})
    assert find(client, other["number"]).conversation_id is None


# With files


def test_photos_come_with_it_and_tell_where_it_is_and_nothing_of_their_maker(client: TestClient) -> None:
    response = send_files(client, ("../../IMG_1.JPG.exe", photo(place=(22.28, 114.16))), ("plan.pdf", pdf()))
    assert response.status_code == 201, response.text
    number = response.json()["number"]
    case = find(client, number)
    assert (case.latitude, case.longitude) == pytest.approx((22.28, 114.16), abs=1e-5)
    with database_of(client).read() as session:
        of_case = select(CaseAttachment).join(CaseMessage).where(CaseMessage.case_id == case.id)
        kept = list(session.scalars(of_case.order_by(CaseAttachment.position)))
        assert [(a.filename, a.media_type, a.scan) for a in kept] == [
            ("IMG_1 JPG.jpg", "image/jpeg", "clean"),
            ("plan.pdf", "application/pdf", "clean"),
        ]
        assert kept[0].content is not None
        assert dict(Image.open(io.BytesIO(kept[0].content)).getexif()) == {}


def test_the_place_that_was_given_goes_before_the_photos(client: TestClient) -> None:
    taken = ("a.jpg", photo(place=(22.28, 114.16)))
    given = send_files(client, taken, latitude=22.5, longitude=114.1).json()
    assert find(client, given["number"]).latitude == 22.5
    unwanted = send_files(client, taken, use_photo_place=False).json()
    assert find(client, unwanted["number"]).latitude is None


@pytest.mark.promise("T10")
@pytest.mark.parametrize(
    "content", [png_that_claims(50_000, 50_000), b"MZ\x90\x00", docx(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")]
)
def test_a_file_that_cannot_be_taken_is_refused_and_no_case_is_opened(client: TestClient, content: bytes) -> None:
    with database_of(client).read() as session:
        before = len(list(session.scalars(select(Case.id))))
    response = send_files(client, ("a.jpg", content))
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "files"
    with database_of(client).read() as session:
        assert len(list(session.scalars(select(Case.id)))) == before
    assert send_files(client, ("a.jpg", photo())).status_code == 201


def test_six_files_are_too_many_and_a_form_has_an_end(client: TestClient) -> None:
    assert send_files(client, *[("a.txt", b"A letter.")] * 6).status_code == 422
    assert send_files(client, *[("a.txt", b"A letter.")] * 7).status_code == 400
    assert send_files(client, *[(f"{n}.txt", b"a" * 9_000_000) for n in range(3)]).status_code == 413


# By another system


@pytest.fixture(scope="module")
def keys(client: TestClient) -> dict[str, str]:
    with database_of(client).write() as session:
        scopes = {"form": [Permission.CASE_OPEN], "desk": [Permission.SUGGESTION_CREATE]}
        return {
            name: add_key(session, name, actor=operator(), scopes=held, departments=["*"], catalogue=load_catalogue())
            for name, held in scopes.items()
        }


def test_another_systems_form_opens_cases_with_its_key(client: TestClient, keys: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {keys['form']}"}
    response = client.post("/api/v1/reports", json=report(), headers=headers)
    assert response.status_code == 201
    assert find(client, response.json()["number"]).channel == "api"


def test_a_key_that_may_not_open_cases_and_one_that_is_none_are_refused(
    client: TestClient, keys: dict[str, str]
) -> None:
    for key, status in ((keys["desk"], 403), (keys["form"] + "x", 401)):
        headers = {"Authorization": f"Bearer {key}"}
        assert client.post("/api/v1/reports", json=report(), headers=headers).status_code == status


# Scanned


@pytest.mark.promise("T12")
def test_where_a_scanner_is_named_malware_is_blocked_and_what_it_has_not_seen_is_held(tmp_path: Path) -> None:
    there = tmp_path / "clamd.sock"
    settings = install(tmp_path / "home", clamd=str(there))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        while_down = send_files(client, ("a.txt", b"A letter.")).json()["number"]
        assert [kept.scan for kept in rows(client, CaseAttachment, while_down)] == ["held"]
        with run_scanner(there):
            number = send_files(client, ("a.txt", b"A letter."), ("b.txt", EICAR.encode())).json()["number"]
            assert [kept.scan for kept in rows(client, CaseAttachment, number)] == ["clean", "infected"]
            scan_held(database_of(client), settings)
        assert [kept.scan for kept in rows(client, CaseAttachment, while_down)] == ["clean"]
