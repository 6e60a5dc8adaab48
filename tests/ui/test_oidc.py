"""Does the identity provider let in whom it should, and nobody by a trick?"""

from __future__ import annotations

import base64
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import Key, KeySet, OctKey, RSAKey
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.accounts.accounts import disable_user, find_user
from assistant.accounts.permissions import operator
from assistant.audit import AuditEvent
from assistant.errors import SettingsInvalid
from assistant.settings import Settings, load_settings
from tests.identity_provider import agree, ask_provider, start_identity_provider
from tests.loopback_server import Received, Wire, loopback_server
from tests.postgresql_server import free_port
from tests.staff import PASSWORD, add_staff, sign_in
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem
from ui.app import create_app

PEOPLE: tuple[dict[str, object], ...] = (
    {"sub": "1001", "preferred_username": "Amy", "name": "Amy Chan"},
    {"sub": "1002", "email": "ben@td.example", "email_verified": True},
    {"sub": "1003", "email": "carl@td.example"},
    {"sub": "1004", "preferred_username": "nobody"},
    {"sub": "1005", "preferred_username": "amy"},
)
REFUSED = {
    "en": "did not succeed, or you have no account here",
    "zh-Hant": "未能以機構帳戶登入",
    "zh-Hans": "未能以机构账户登录",
}
ME = "/api/v1/staff/me"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with start_identity_provider(*PEOPLE) as address:
        yield address


def serve(settings: Settings, issuer: str, **more: str) -> TestClient:
    set_up = {"oidc_issuer": issuer, "oidc_client_id": "civicdesk", "oidc_client_secret": "a secret", **more}
    app = create_app(load_settings(home=settings.home, embedding="hash", **set_up))
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def site(settings: Settings, issuer: str) -> Iterator[TestClient]:
    with serve(settings, issuer, oidc_name="Ching Wan ID") as client:
        add_staff(database_of(client), "amy", password=PASSWORD, must_change_password=True)
        add_staff(database_of(client), "ben@td.example")
        add_staff(database_of(client), "carl@td.example")
        yield client


def come_back(site: TestClient, subject: str) -> Any:
    """The response to a browser that signed in at the provider as `subject`."""
    return site.get(agree(ask_provider(site), subject))


def assert_refused(response: Any, site: TestClient) -> None:
    assert response.status_code == 401, response.text
    assert REFUSED["en"] in response.text
    assert_problem(site.get(ME), 401)


# The way in


def test_the_page_offers_the_provider_by_its_name(site: TestClient) -> None:
    page = site.get("/staff/sign-in", params={"next": "/staff/agent"}).text
    assert re.search(r'href="/staff/oidc/start\?next=/staff/agent">Sign in with Ching Wan ID</a>', page)


def test_without_the_setting_there_is_no_such_way(settings: Settings) -> None:
    with TestClient(create_app(load_settings(home=settings.home, embedding="hash"))) as site:
        assert '<div class="provider" hidden>' in site.get("/staff/sign-in").text
        assert_problem(site.get("/staff/oidc/start"), 404)
        assert_problem(site.get("/staff/oidc/callback"), 404)


def test_the_browser_takes_along_what_it_must_bring_back(site: TestClient, issuer: str) -> None:
    address = urlsplit(ask_provider(site))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}" == issuer
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["client_id"], asked["scope"]) == ("civicdesk", "openid profile email")
    assert asked["redirect_uri"] == "http://testserver/staff/oidc/callback"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_a_known_person_comes_in_and_is_bound_to_the_account(site: TestClient) -> None:
    response = come_back(site, "1001")
    assert (response.status_code, response.headers["location"]) == (303, "/staff/agent")
    assert site.get(ME).json()["username"] == "amy"
    with database_of(site).read() as session:
        amy = find_user(session, "amy")
        actions = [(event.actor, event.action) for event in session.scalars(select(AuditEvent))]
    assert (amy.oidc_subject or "").endswith(" 1001")
    assert actions[-2:] == [("amy", "account.identity.bind"), ("amy", "staff.sign_in")]


def test_after_that_the_one_time_password_is_gone(site: TestClient) -> None:
    come_back(site, "1001")
    assert sign_in(site, "amy").status_code == 401


def test_another_person_of_the_same_name_does_not_get_the_account(site: TestClient) -> None:
    assert come_back(site, "1001").status_code == 303
    site.cookies.clear()
    assert_refused(come_back(site, "1005"), site)


def test_only_a_verified_email_names_an_account(site: TestClient) -> None:
    assert come_back(site, "1002").status_code == 303
    assert site.get(ME).json()["username"] == "ben@td.example"
    site.cookies.clear()
    assert_refused(come_back(site, "1003"), site)


@pytest.mark.parametrize("language", REFUSED)
def test_nobody_is_added_by_the_provider(site: TestClient, language: str) -> None:
    back = agree(ask_provider(site), "1004")
    response = site.get(back, headers={"Accept-Language": language})
    assert response.status_code == 401
    assert REFUSED[language] in response.text
    assert_problem(site.get(ME), 401)


def test_a_disabled_person_stays_out(site: TestClient) -> None:
    come_back(site, "1001")
    with database_of(site).write() as session:
        disable_user(session, "amy", actor=operator())
    site.cookies.clear()
    assert_refused(come_back(site, "1001"), site)


# Tricks with the way back


def test_a_way_back_that_was_not_begun_in_this_browser_is_refused(site: TestClient) -> None:
    back = agree(ask_provider(site), "1001")
    site.cookies.clear()
    assert_refused(site.get(back), site)


def test_a_forged_state_is_refused(site: TestClient) -> None:
    back = agree(ask_provider(site), "1001")
    assert_refused(site.get(re.sub(r"state=[^&]+", "state=forged", back)), site)


def test_a_way_back_is_gone_once(site: TestClient) -> None:
    back = agree(ask_provider(site), "1001")
    kept = dict(site.cookies)
    assert site.get(back).status_code == 303
    site.cookies.clear()
    assert_refused(site.get(back), site)
    assert_refused(site.get(back, headers={"Cookie": "; ".join(f"{n}={v}" for n, v in kept.items())}), site)


def test_a_journey_that_we_did_not_sign_is_refused(site: TestClient) -> None:
    back = agree(ask_provider(site), "1001")
    state = parse_qs(urlsplit(back).query)["state"][0]
    claims = {"state": state, "nonce": "n", "verifier": "v" * 43, "next": "/staff", "exp": int(time.time()) + 60}
    forged = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(b"another key, as long as ours is."))
    site.cookies.clear()
    assert_refused(site.get(back, headers={"Cookie": f"civicdesk-journey={forged}"}), site)


def test_another_nonce_is_refused(site: TestClient) -> None:
    address = re.sub(r"nonce=[^&]+", "nonce=another", ask_provider(site))
    assert_refused(site.get(agree(address, "1001")), site)


def test_a_code_for_another_service_is_refused(site: TestClient) -> None:
    address = ask_provider(site).replace("client_id=civicdesk", "client_id=another")
    assert_refused(site.get(agree(address, "1001")), site)


def test_a_code_of_somebody_elses_journey_is_refused(site: TestClient) -> None:
    theirs = agree(ask_provider(site), "1001")
    own = agree(ask_provider(site), "1001")
    code = parse_qs(urlsplit(theirs).query)["code"][0]
    assert_refused(site.get(re.sub(r"code=[^&]+", f"code={code}", own)), site)


def test_a_person_who_refused_at_the_provider_is_told_so(site: TestClient) -> None:
    denied = httpx.post(ask_provider(site), data={"action": "deny"}).headers["location"]
    assert_refused(site.get(f"{urlsplit(denied).path}?{urlsplit(denied).query}"), site)


def test_a_token_that_has_run_out_is_refused(settings: Settings) -> None:
    with start_identity_provider(*PEOPLE, token_seconds=-3600) as issuer, serve(settings, issuer) as site:
        add_staff(database_of(site), "amy")
        assert_refused(come_back(site, "1001"), site)


def test_a_provider_that_cannot_be_reached_is_told_and_passwords_still_work(settings: Settings) -> None:
    with serve(settings, f"http://127.0.0.1:{free_port()}") as site:
        add_staff(database_of(site), "amy", password=PASSWORD)
        response = site.get("/staff/oidc/start")
        assert response.status_code == 503
        assert "cannot be reached at the moment" in response.text
        assert sign_in(site, "amy").status_code == 303


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"oidc_issuer": "http://id.example"}, "CIVICDESK_OIDC_ISSUER"),
        ({"oidc_issuer": "id.example"}, "CIVICDESK_OIDC_ISSUER"),
        ({"oidc_issuer": "https://id.example"}, "CIVICDESK_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "https://id.example", "oidc_client_id": "x"}, "CIVICDESK_OIDC_CLIENT_SECRET"),
    ],
)
def test_half_a_setting_is_refused_by_its_name(settings: Settings, given: dict[str, Any], field: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        load_settings(home=settings.home, **given)
    assert refused.value.field == field


# Tricks with the token: a provider that signs whatever it is told to

Claims = dict[str, Any]


class ForgingProvider:
    """Answers every code with a token of its `claims`, changed as the test wants, by its `key`."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first"})
        self.sign: Callable[[Claims], str] = self.signed
        self.published: list[Key] = [self.key]
        self.issuer = ""
        self.claims: Claims = {}

    async def answer(self, received: Received, wire: Wire) -> None:
        if received.method == "POST":
            body: Any = {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(self.claims)}
        else:
            body = self.metadata() if "openid" in received.path else self.keys()
        await wire.send(json.dumps(body).encode())

    def metadata(self) -> Claims:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.issuer} | {name: f"{self.issuer}/{path}" for name, path in ends.items()}

    def keys(self) -> Any:
        return KeySet(self.published).as_dict()

    def signed(self, claims: Claims, key: RSAKey | None = None) -> str:
        key = key or self.key
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def by_hand(header: Claims, claims: Claims, secret: bytes | None) -> str:
    """A token as an attacker writes it, without a library that refuses to."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
    signature = hmac.digest(secret, ".".join(parts).encode(), "sha256") if secret else b""
    return ".".join([*parts, base64.urlsafe_b64encode(signature).decode().rstrip("=")])


@pytest.fixture
def forger() -> Iterator[ForgingProvider]:
    provider = ForgingProvider()
    with loopback_server(provider.answer) as provider.issuer:
        yield provider


@pytest.fixture
def forged_site(settings: Settings, forger: ForgingProvider) -> Iterator[TestClient]:
    with serve(settings, forger.issuer) as site:
        add_staff(database_of(site), "amy")
        yield site


def come_back_with(site: TestClient, forger: ForgingProvider, **changes: Any) -> Any:
    """The response to a browser whose token has the right claims but for `changes`; None leaves one out."""
    asked = parse_qs(urlsplit(ask_provider(site)).query)
    now = int(time.time())
    right = {"iss": forger.issuer, "aud": "civicdesk", "sub": "1", "nonce": asked["nonce"][0], "exp": now + 300}
    claims = right | {"iat": now, "preferred_username": "amy"} | changes
    forger.claims = {name: value for name, value in claims.items() if value is not None}
    return site.get("/staff/oidc/callback", params={"code": "any", "state": asked["state"][0]})


def test_the_right_token_lets_in(forged_site: TestClient, forger: ForgingProvider) -> None:
    assert come_back_with(forged_site, forger).status_code == 303
    assert come_back_with(forged_site, forger, aud=["civicdesk", "mail"], azp="civicdesk").status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"},
        {"aud": ["civicdesk", "another"]},
        {"aud": ["civicdesk", "another"], "azp": "another"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    forged_site: TestClient, forger: ForgingProvider, changes: Claims
) -> None:
    assert_refused(come_back_with(forged_site, forger, **changes), forged_site)


def test_a_token_by_a_strange_key_is_refused(forged_site: TestClient, forger: ForgingProvider) -> None:
    for key in (RSAKey.generate_key(2048, {"kid": "first"}), RSAKey.generate_key(2048, {"kid": "strange"})):
        forger.sign = lambda claims, key=key: forger.signed(claims, key)  # type: ignore[misc]  # The key of this round.
        assert_refused(come_back_with(forged_site, forger), forged_site)


def test_a_token_without_a_real_signature_is_refused(forged_site: TestClient, forger: ForgingProvider) -> None:
    public = forger.key.as_pem(private=False)
    unsigned = [
        lambda claims: "not a token",
        lambda claims: "",
        lambda claims: forger.signed(claims).rsplit(".", 1)[0] + ".",
        lambda claims: by_hand({"alg": "HS256", "kid": "first"}, claims, public),
        lambda claims: by_hand({"alg": "none"}, claims, None),
    ]
    for sign in unsigned:
        forger.sign = sign
        assert_refused(come_back_with(forged_site, forger), forged_site)


def test_a_new_key_of_the_provider_is_fetched(forged_site: TestClient, forger: ForgingProvider) -> None:
    assert come_back_with(forged_site, forger).status_code == 303
    forger.key = RSAKey.generate_key(2048, {"kid": "second"})
    forger.published = [forger.key]
    assert come_back_with(forged_site, forger).status_code == 303
