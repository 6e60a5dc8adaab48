"""Does a citizen learn how their case stands, and nobody else that it exists?"""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.accounts.permissions import operator
from assistant.cases import handling, referrals
from assistant.cases.catalogue import load_catalogue
from assistant.cases.citizens import find_own_case
from assistant.cases.numbers import ALPHABET, check_sign
from assistant.errors import CaseNotFound
from tests.ui.inside import app_of, database_of
from tests.ui.test_reports import CONTACT, find, send
from ui.rate_counts import RateCounts

NOBODY = "C-0000-0000"


@pytest.fixture(autouse=True)
def _fresh_counts(client: TestClient) -> None:
    """The tests share one address, and each has its own tries."""
    app_of(client).state.counts = RateCounts()


def ask(client: TestClient, number: str, contact: str, what: str = "progress", **more: str) -> Any:
    return client.post(f"/api/v1/reports/{what}", json={"number": number, "contact": contact, **more})


def close(client: TestClient, number: str) -> None:
    with database_of(client).write() as session:
        case_id = find(client, number).id
        referrals.refer(
            session, case_id, actor=operator(), department="HYD", reason="A lamp.", catalogue=load_catalogue()
        )
        referrals.acknowledge(session, case_id, actor=operator())
        handling.close(
            session,
            case_id,
            actor=operator(),
            done="The lamp has a new bulb.",
            why="The old one was broken.",
            next_step="We look at it again in a week.",
        )


@pytest.mark.parametrize(
    ("language", "words", "department"),
    [
        ("en", "We have your report", "contact centre"),
        ("zh-Hant", "我們已收到你的報告", "聯絡中心"),
        ("zh-Hans", "我们已收到您的报告", "联络中心"),
    ],
)
def test_state_owner_next_step_and_deadline_come_in_plain_words(
    client: TestClient, language: str, words: str, department: str
) -> None:
    number = send(client, language=language)["number"]
    shown = ask(client, number, CONTACT["email"]).json()
    assert shown["state"] == "triage"
    assert words[:4] in shown["state_text"]
    assert shown["department_name"] == department
    assert shown["next_step"]
    assert shown["deadline"]


@pytest.mark.parametrize("contact", ["TAI.MAN@mail.example ", "+852 5123-4567", "51234567", "token"])
def test_what_was_left_with_it_opens_it_in_any_way_of_writing(client: TestClient, contact: str) -> None:
    made = send(client)
    number = made["number"].lower().replace("-", "")
    assert ask(client, number, made["token"] if contact == "token" else contact).status_code == 200


def test_what_staff_write_is_read_on_the_page_by_who_has_no_mail(client: TestClient) -> None:
    made = send(client, contact={"phone": "5123 4567"})
    with database_of(client).write() as session:
        handling.ask(session, find(client, made["number"]).id, actor=operator(), text="Which lamp is it?")
    shown = ask(client, made["number"], "51234567").json()
    assert shown["state"] == "awaiting_citizen"
    assert [letter["text"] for letter in shown["letters"]] == ["Which lamp is it?"]
    answered = ask(client, made["number"], "51234567", "additions", text="The second one.").json()
    assert answered["state"] == "triage"


def test_a_closed_case_tells_what_was_done_and_not_fixed_opens_it_under_its_number(client: TestClient) -> None:
    number = send(client)["number"]
    close(client, number)
    shown = ask(client, number, CONTACT["email"]).json()
    assert shown["closing"] == {
        "done": "The lamp has a new bulb.",
        "why": "The old one was broken.",
        "next": "We look at it again in a week.",
    }
    assert shown["can_reopen"]
    again = ask(client, number, CONTACT["email"], "not-fixed", text="It is dark again.").json()
    assert (again["number"], again["state"], again["can_reopen"]) == (number, "referred", False)
    assert (find(client, number).reopenings, find(client, number).department) == (1, "HYD")


def test_any_news_is_counted_and_changes_no_clock(client: TestClient) -> None:
    number = send(client)["number"]
    before = find(client, number)
    assert ask(client, number, CONTACT["email"], "chase", text="Any news?").status_code == 200
    after = find(client, number)
    assert (after.chasers, after.resolve_by) == (1, before.resolve_by)


# Nobody else


@pytest.mark.promise("T14")
@pytest.mark.parametrize("what", ["progress", "not-fixed", "chase", "additions"])
def test_an_unknown_number_and_a_wrong_contact_get_the_same_answer(client: TestClient, what: str) -> None:
    number = send(client)["number"]
    more = {} if what == "progress" else {"text": "Any news?"}
    wrong = ask(client, number, "lee@mail.example", what, **more)
    unknown = ask(client, NOBODY, "lee@mail.example", what, **more)
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.json() == unknown.json()


@pytest.mark.promise("T14")
def test_the_sixth_wrong_contact_within_the_hour_is_not_even_looked_at_and_nor_is_the_right_one(
    client: TestClient,
) -> None:
    number = send(client)["number"]
    for tried in (number, NOBODY):
        statuses = [ask(client, tried, f"{n}@mail.example").status_code for n in range(6)]
        assert statuses == [404, 404, 404, 404, 404, 429]
    refused = ask(client, number, CONTACT["email"], "not-fixed", text="It is dark.")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


@pytest.mark.promise("T14")
def test_who_knows_the_contact_may_look_as_often_as_they_like(client: TestClient) -> None:
    number = send(client)["number"]
    assert {ask(client, number, CONTACT["email"]).status_code for _ in range(12)} == {200}


@pytest.mark.promise("T14")
def test_one_address_that_misses_number_after_number_is_stopped(client: TestClient) -> None:
    numbers = [f"C-00{a}{b}-000{check_sign(f'00{a}{b}000')}" for a in ALPHABET[:6] for b in ALPHABET[:6]]
    statuses = [ask(client, number, "lee@mail.example").status_code for number in numbers]
    assert statuses == [404] * 30 + [429] * 6


@pytest.mark.promise("T14")
def test_ten_thousand_guesses_hit_nothing(client: TestClient) -> None:
    number = send(client)["number"]
    hits = 0
    with database_of(client).read() as session:
        for guess in range(10_000):
            try:
                find_own_case(session, number if guess % 2 else NOBODY, f"person{guess}@mail.example")
                hits += 1
            except CaseNotFound:
                pass
    assert hits == 0


@pytest.mark.promise("T14")
def test_the_time_of_an_answer_does_not_tell_whether_the_number_exists(client: TestClient) -> None:
    number = send(client)["number"]
    app_of(client).state.counts = _NoCounts()
    times: dict[str, list[float]] = {number: [], NOBODY: []}
    for _ in range(60):
        for tried, taken in times.items():
            started = time.perf_counter()
            assert ask(client, tried, "lee@mail.example").status_code == 404
            taken.append(time.perf_counter() - started)
    wrong, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(wrong - unknown) < 0.010


class _NoCounts(RateCounts):
    """Counts nothing, so that time after time is measured."""

    def hit(self, *_: object) -> int:
        return 0
