"""Who stands before the door of the staff pages?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from assistant.accounts.models import StaffSession
from assistant.database import Database
from assistant.settings import Settings
from tests.staff import PASSWORD, add_staff
from tests.ui.inside import database_of
from ui.app import create_app

HTML = {"Accept": "text/html"}
ME = "/api/v1/staff/me"
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
WRONG = {
    "en": "The username or the password is not right.",
    "zh-Hant": "用戶名稱或密碼不正確。",
    "zh-Hans": "用户名或密码不正确。",
}


@pytest.fixture
def site(settings: Settings) -> Iterator[TestClient]:
    """A service without articles, each test its own, for tries are counted."""
    fresh = settings.model_copy(update={"embedding": "hash", "rate_limits": False})
    with TestClient(create_app(fresh), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture
def database(site: TestClient) -> Database:
    return database_of(site)


@pytest.fixture
def amy(database: Database) -> str:
    add_staff(database, "amy", name="Amy Chan", departments=["TD"], password=PASSWORD)
    return "amy"


def me(client: TestClient, **cookies: str) -> Any:
    client.cookies.update(cookies)
    return client.get(ME)


def move(database: Database, **columns: datetime.datetime) -> None:
    """Set the times of every session, as if the clock had moved."""
    with database.write() as session:
        session.execute(update(StaffSession).values(**columns))
