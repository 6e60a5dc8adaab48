"""Does only a token of ours lead to a case?"""

from __future__ import annotations

import uuid

import pytest

from assistant.errors import SettingsInvalid
from assistant.outgoing.identity import SECRET_FILE, load_identity
from assistant.outgoing.reply_tokens import ReplyTokens
from assistant.settings import Settings

CASE = str(uuid.UUID(int=7))
TOKENS = ReplyTokens(b"one secret")


def test_a_token_comes_back_in_an_address_or_a_message_id_in_any_letter_case() -> None:
    token = TOKENS.make(CASE)
    for place in (f"help+{token}@x", f"HELP+{token.upper()}@X", f"<ab.{token}@x>"):
        assert TOKENS.find_case_id(["other@x", place]) == CASE


def test_one_changed_sign_leads_nowhere() -> None:
    token = TOKENS.make(CASE)
    for place in range(len(token)):
        changed = token[:place] + ("a" if token[place] != "a" else "b") + token[place + 1 :]
        assert TOKENS.find_case_id([f"help+{changed}@x"]) is None


def test_a_token_of_another_installation_leads_nowhere() -> None:
    assert TOKENS.find_case_id([ReplyTokens(b"another").make(CASE)]) is None


@pytest.mark.promise("T27")
def test_the_cases_id_alone_leads_nowhere() -> None:
    assert TOKENS.find_case_id([f"help+{CASE}@x", f"<{CASE}@x>", "a" * 42, "", "é" * 100_000]) is None


def test_the_address_for_replies_is_no_longer_than_an_address_may_be(settings: Settings) -> None:
    identity = load_identity(settings.model_copy(update={"mail_address": f"City <{'a' * 21}@city.example>"}))
    assert len(identity.reply_address(CASE).partition("@")[0]) <= 64
    with pytest.raises(SettingsInvalid, match="CIVICDESK_MAIL_ADDRESS"):
        load_identity(settings.model_copy(update={"mail_address": f"{'a' * 22}@city.example"}))


def test_a_secret_is_made_once_and_only_its_owner_reads_it(settings: Settings) -> None:
    first, second = load_identity(settings), load_identity(settings)
    assert first.tokens == second.tokens
    assert len(first.tokens.secret) >= 32
    assert (settings.home / SECRET_FILE).stat().st_mode & 0o777 == 0o600
