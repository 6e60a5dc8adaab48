"""Whom does the department's identity provider vouch for?  OpenID Connect: code flow with PKCE, state and nonce."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from assistant.accounts.identities import Identity
from assistant.errors import IdentityProviderUnavailable, NotSignedIn
from assistant.settings import Settings

TIMEOUT_SECONDS = 5.0
FRESH_SECONDS = 3600.0
"""For so long is what the provider tells about itself believed."""
LEEWAY_SECONDS = 60
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures by a key of the provider's; none that a secret known to us too could make."""


@dataclass(frozen=True)
class Journey:
    """What one browser takes to the provider and must bring back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def begin(cls) -> Journey:
        return cls(*(secrets.token_urlsafe(48) for _ in range(3)))


@dataclass(frozen=True)
class _Provider:
    metadata: dict[str, Any]
    keys: KeySet
    fetched_at: float


class IdentityProvider:
    """Blocks while it speaks to the provider; call it on a thread."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer.rstrip("/")
        self.name = settings.oidc_name or urlsplit(self._issuer).netloc
        self._client_id = settings.oidc_client_id
        self._client_secret = settings.oidc_client_secret.get_secret_value()
        self._lock = threading.Lock()
        self._known: _Provider | None = None

    def address(self, journey: Journey, *, redirect_uri: str) -> str:
        """Where the browser goes to sign in.  Raises IdentityProviderUnavailable."""
        provider = self._provider()
        with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                provider.metadata["authorization_endpoint"],
                state=journey.state,
                code_verifier=journey.verifier,
                nonce=journey.nonce,
            )
        return str(address)

    def identify(self, code: str, journey: Journey, *, redirect_uri: str) -> Identity:
        """Who came back with `code`.  Raises NotSignedIn, IdentityProviderUnavailable."""
        provider = self._provider()
        try:
            with self._client(redirect_uri) as client:
                token = client.fetch_token(
                    provider.metadata["token_endpoint"], code=code, code_verifier=journey.verifier
                )
        except AuthlibBaseError as error:
            raise NotSignedIn("the identity provider refuses the code") from error
        except (httpx.HTTPError, ValueError) as error:
            raise IdentityProviderUnavailable("the identity provider cannot be reached") from error
        return self._read(str(token.get("id_token", "")), journey.nonce, provider)

    def _read(self, id_token: str, nonce: str, provider: _Provider) -> Identity:
        expected = {
            "iss": {"essential": True, "value": provider.metadata["issuer"]},
            "aud": {"essential": True, "value": self._client_id},
            "nonce": {"essential": True, "value": nonce},
            "exp": {"essential": True},
            "sub": {"essential": True},
        }
        try:
            claims = self._decode(id_token, provider)
            jwt.JWTClaimsRegistry(leeway=LEEWAY_SECONDS, **expected).validate(claims)  # type: ignore[arg-type]  # Its own kind of dictionary.
        except (JoseError, ValueError) as error:
            raise NotSignedIn("what the identity provider says is not valid") from error
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self._client_id:
            raise NotSignedIn("what the identity provider says is meant for another service")
        names = [
            claims.get("preferred_username"),
            claims.get("email") if claims.get("email_verified") is True else None,
        ]
        subject = f"{provider.metadata['issuer']} {claims['sub']}"
        return Identity(subject, tuple(name for name in names if isinstance(name, str)))

    def _decode(self, id_token: str, provider: _Provider) -> dict[str, Any]:
        try:
            return jwt.decode(id_token, provider.keys, algorithms=ALGORITHMS).claims
        except (InvalidKeyIdError, ValueError):
            # Signed with a key that is newer than what we know of the provider.
            return jwt.decode(id_token, self._provider(newer_than=provider).keys, algorithms=ALGORITHMS).claims

    def _provider(self, *, newer_than: _Provider | None = None) -> _Provider:
        with self._lock:
            known = self._known
            if known is None or known is newer_than or time.monotonic() - known.fetched_at > FRESH_SECONDS:
                self._known = known = self._fetch()
            return known

    def _fetch(self) -> _Provider:
        try:
            with httpx.Client(timeout=TIMEOUT_SECONDS) as client:
                found = client.get(f"{self._issuer}/.well-known/openid-configuration").raise_for_status().json()
                keys = KeySet.import_key_set(client.get(found["jwks_uri"]).raise_for_status().json())
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            raise IdentityProviderUnavailable("the identity provider cannot be reached") from error
        if str(found.get("issuer", "")).rstrip("/") != self._issuer:
            raise IdentityProviderUnavailable("the identity provider gives another issuer than the one that is set")
        return _Provider(found, keys, time.monotonic())

    def _client(self, redirect_uri: str) -> OAuth2Client:
        return OAuth2Client(
            self._client_id,
            self._client_secret,
            scope="openid profile email",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
        )
