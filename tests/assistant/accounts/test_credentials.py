"""Are passwords kept and compared as they should be?  (PROMISES T15.)"""

from __future__ import annotations

import threading
import time

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from assistant.accounts import credentials
from assistant.accounts.credentials import hash_password, matches, one_time_password
from assistant.errors import InvalidInput


def test_a_hash_is_argon2id_and_salted() -> None:
    first, second = (hash_password("seven green trams", username="amy") for _ in range(2))
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert "trams" not in first


@pytest.mark.parametrize(
    "password",
    ["seven green trams", "七部綠色電車行過英皇道", "七部绿色电车行过英皇道啊"],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_only_the_same_password_matches(password: str) -> None:
    kept = hash_password(password + "!", username="amy")
    assert matches(password + "!", kept)
    assert not matches(password + "?", kept)
    assert not matches("", kept)


def test_the_same_letters_from_another_keyboard_match() -> None:
    assert matches("ｓｅｖｅｎ ｇｒｅｅｎ ｔｒａｍｓ", hash_password("seven green trams", username="amy"))


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "eleven char",
        "amychan.hketo",
        "Password1234",
        "aaaaaaaaaaaaaa",
        "121212121212",
        "amychan.hketo2026",
        "x" * 201,
    ],
)
def test_an_easily_guessed_password_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        hash_password(password, username="amychan.hketo")
    assert refused.value.field == "password"


def test_a_one_time_password_is_good_enough_and_never_the_same() -> None:
    first, second = one_time_password(), one_time_password()
    assert first != second
    hash_password(first, username="amy")


def test_nobodys_hash_costs_what_a_real_one_does() -> None:
    hasher = Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1)
    assert not hasher.check_needs_rehash(credentials._NOBODYS_HASH)
    assert not hasher.check_needs_rehash(hash_password("seven green trams", username="amy"))


def test_without_an_account_nothing_matches_and_it_takes_as_long() -> None:
    kept = hash_password("seven green trams", username="amy")

    def quickest(password_hash: str | None) -> float:
        seconds = []
        for _ in range(7):
            start = time.process_time()
            assert not matches("wrong password", password_hash)
            seconds.append(time.process_time() - start)
        return min(seconds)

    assert quickest(None) == pytest.approx(quickest(kept), rel=0.5)


def test_two_passwords_are_hashed_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, lock = 0, 0, threading.Lock()
    verify = credentials._HASHER.verify

    def watched(password: str, password_hash: str) -> bool:
        nonlocal at_once, most
        with lock:
            at_once, most = at_once + 1, max(most, at_once + 1)
        right = verify(password, password_hash)
        with lock:
            at_once -= 1
        return right

    monkeypatch.setattr(credentials._HASHER, "verify", watched)
    threads = [threading.Thread(target=matches, args=("wrong password", None)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
