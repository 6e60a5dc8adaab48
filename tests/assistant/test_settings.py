"""How is an installation set up, and is a slip in a setting seen at once?"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.settings import IndexChoice, Settings, load_settings

pytestmark = pytest.mark.usefixtures("clean_environment")


def test_nothing_set_gives_a_service_that_needs_nothing() -> None:
    settings = load_settings()
    assert settings.home == Path("var")
    assert settings.sqlalchemy_url == "sqlite:///var/civicdesk.db"
    assert settings.embedding == "trilingual"
    assert settings.index is IndexChoice.AUTO


def test_the_database_lies_in_the_state_folder_unless_an_address_is_given(tmp_path: Path) -> None:
    assert load_settings(home=tmp_path).sqlalchemy_url == f"sqlite:///{tmp_path}/civicdesk.db"
    address = "postgresql://civicdesk@db/civicdesk"
    assert load_settings(home=tmp_path, database_url=address).sqlalchemy_url == address


def test_a_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICDESK_INDEX", "exact")
    assert load_settings().index is IndexChoice.EXACT


def test_a_setting_comes_from_the_env_file_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CIVICDESK_INDEX=exact\nCIVICDESK_LOG_LEVEL=DEBUG\n", "utf-8")
    monkeypatch.setenv("CIVICDESK_INDEX", "chroma")
    settings = load_settings()
    assert (settings.index, settings.log_level) == (IndexChoice.CHROMA, "DEBUG")


def test_an_empty_setting_means_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICDESK_COMPUTE_THREADS", "")
    monkeypatch.setenv("CIVICDESK_CATALOGUE", "")
    settings = load_settings()
    assert (settings.compute_threads, settings.catalogue) == (1, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CIVICDESK_INDEX", "faiss"),
        ("CIVICDESK_COMPUTE_THREADS", "0"),
        ("CIVICDESK_REQUEST_THREADS", "1"),
        ("CIVICDESK_EXACT_SEARCH_LIMIT", "-1"),
        ("CIVICDESK_LOG_LEVEL", "LOUD"),
        ("CIVICDESK_DATABASE_URL", "mysql://db/civicdesk"),
        ("CIVICDESK_DATABASE_URL", "not an address"),
        ("CIVICDESK_DATABASE_URL", "sqlite://"),
        ("CIVICDESK_DATABASE_URL", "sqlite:///:memory:"),
        ("CIVICDESK_CATALOGUE", "absent.json"),
    ],
)
def test_a_wrong_value_names_its_setting(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid) as refused:
        load_settings()
    assert refused.value.field == name
    assert str(refused.value).startswith(f"{name}: ")


def test_a_misspelt_name_in_the_env_file_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CIVICDESK_INDEKS=exact\n", "utf-8")
    with pytest.raises(SettingsInvalid) as refused:
        load_settings()
    assert refused.value.field == "CIVICDESK_INDEKS"


def test_another_program_s_variables_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDEX", "faiss")
    monkeypatch.setenv("HOME_PAGE", "x")
    assert load_settings().index is IndexChoice.AUTO


def test_a_key_is_not_shown_when_the_settings_are_printed() -> None:
    settings = load_settings(embedding_api_key="tell-nobody")
    assert "tell-nobody" not in f"{settings!r} {settings} {settings.model_dump_json()}"
    assert settings.embedding_api_key.get_secret_value() == "tell-nobody"


def test_a_password_in_the_database_address_is_not_shown_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICDESK_DATABASE_URL", "mysql://civicdesk:tell-nobody@db/civicdesk")
    with pytest.raises(SettingsInvalid) as refused:
        load_settings()
    assert "tell-nobody" not in str(refused.value)


def test_the_settings_fixture_is_an_installation_of_its_own(settings: Settings, tmp_path: Path) -> None:
    assert settings.home == tmp_path
