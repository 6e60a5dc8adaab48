"""May everybody read the approved articles, and only those?"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.assistant.licence_knowledge import TITLES
from tests.ui.talk import assert_problem, begin

ARTICLES = "/api/v1/articles"
PUBLIC = ["immd:passport/child", "td-renew-driving-licence"]
HIDDEN = {
    "td-internal": "Which counter takes complaints about examiners?",
    "td-expired": "What was the tunnel toll last year?",
    "td-future": "What will the tunnel toll be?",
}
SECRETS = ("Counter 9", "$7", "$12")


def ids(client: TestClient, **parameters: str | int) -> list[str]:
    response = client.get(ARTICLES, params=parameters)
    assert response.status_code == 200, response.text
    return [article["id"] for article in response.json()["articles"]]


def test_anybody_may_list_the_public_articles_in_force(client: TestClient) -> None:
    response = client.get(ARTICLES)
    assert [article["id"] for article in response.json()["articles"]] == PUBLIC
    assert response.json()["next"] is None
    assert [secret for secret in SECRETS if secret in response.text] == []


def test_articles_can_be_listed_for_one_department(client: TestClient) -> None:
    assert ids(client, department="IMMD") == ["immd:passport/child"]
    assert ids(client, department="nobody") == []


def test_reading_page_by_page_gives_every_public_article_once(client: TestClient) -> None:
    read: list[str] = []
    after: str | None = ""
    while after is not None:
        page = client.get(ARTICLES, params={"after": after, "limit": 1}).json()
        read += [article["id"] for article in page["articles"]]
        after = page["next"]
    assert read == PUBLIC


@pytest.mark.parametrize("article_id", PUBLIC)
def test_anybody_may_read_a_public_article(client: TestClient, article_id: str) -> None:
    response = client.get(f"{ARTICLES}/{article_id}")
    assert response.status_code == 200
    assert response.json()["id"] == article_id


def test_an_article_comes_in_the_shape_of_the_import(client: TestClient) -> None:
    article = client.get(f"{ARTICLES}/td-renew-driving-licence").json()
    assert {language: text["question"] for language, text in article["text"].items()} == TITLES
    assert article["text"]["en"]["answer"] == "Bring form TD 558. The fee is $900."
    assert article["text"]["en"]["answer_html"] == "<p>Bring form TD 558. The fee is $900.</p>\n"
    assert (article["department"], article["version"], article["tags"]) == ("TD", 1, ["licence", "renewal"])
    assert article["source_url"] == "https://www.chingwan.example/td/renew-driving-licence"


@pytest.mark.parametrize("article_id", HIDDEN)
def test_an_article_that_is_not_for_everybody_now_looks_like_one_that_is_not_there(
    client: TestClient, article_id: str
) -> None:
    hidden = assert_problem(client.get(f"{ARTICLES}/{article_id}"), 404)
    assert hidden == assert_problem(client.get(f"{ARTICLES}/nothing"), 404)


@pytest.mark.parametrize("question", HIDDEN.values())
def test_no_answer_is_taken_from_an_article_that_is_not_for_everybody_now(client: TestClient, question: str) -> None:
    talk = begin(client)
    answer = talk.ask(question)
    shown = f"{answer}{talk.messages()}"
    assert [article_id for article_id in HIDDEN if article_id in shown] == []
    assert [secret for secret in SECRETS if secret in shown] == []


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"department": "a\u0000b"}, "department"),
        ({"after": "a\u0000b"}, "after"),
        ({"after": "x" * 201}, "after"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(client: TestClient, parameters: dict[str, str], field: str) -> None:
    problem = assert_problem(client.get(ARTICLES, params=parameters), 422)
    assert [error["field"] for error in problem["errors"]] == [field]


def test_an_id_that_no_article_can_have_is_refused(client: TestClient) -> None:
    assert_problem(client.get(f"{ARTICLES}/a%00b"), 422)
