"""Which departments and categories does the shipped catalogue hold, and what happens to a broken one?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cases.catalogue import load_catalogue
from assistant.errors import SettingsInvalid

LANGUAGES = ("en", "zh-Hant", "zh-Hans")


def write_catalogue(folder: Path, content: object) -> Path:
    path = folder / "catalogue.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def test_the_shipped_catalogue_has_fifty_two_categories() -> None:
    assert len(load_catalogue().categories) == 52


def test_every_category_belongs_to_a_department_of_the_catalogue() -> None:
    catalogue = load_catalogue()
    assert {c.department for c in catalogue.categories.values()} <= set(catalogue.departments)


def test_every_category_is_answered_within_a_positive_number_of_days() -> None:
    assert all(category.response_days > 0 for category in load_catalogue().categories.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name_in_every_language(language: str) -> None:
    catalogue = load_catalogue()
    assert [d.code for d in catalogue.departments.values() if not d.names.get(language)] == []
    assert [c.code for c in catalogue.categories.values() if not c.names.get(language)] == []


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Illegal parking"), ("zh-Hant", "違例泊車"), ("zh-Hans", "违例泊车")],
)
def test_a_category_has_its_name_in_each_language(language: str, name: str) -> None:
    assert load_catalogue().categories["illegal_parking"].names[language] == name


@pytest.mark.parametrize("wanted", ["TD", "td", " Td "])
def test_a_department_is_found_by_its_code_in_any_letter_case(wanted: str) -> None:
    department = load_catalogue().find_department(wanted)
    assert department is not None
    assert department.code == "TD"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_department_is_found_by_its_name_in_each_language(language: str) -> None:
    catalogue = load_catalogue()
    for department in catalogue.departments.values():
        assert catalogue.find_department(department.name(language)) == department


def test_an_unknown_department_is_not_found() -> None:
    assert load_catalogue().find_department("Ministry of Magic") is None
    assert load_catalogue().find_department("") is None


def test_another_city_brings_its_own_catalogue(tmp_path: Path) -> None:
    path = write_catalogue(
        tmp_path,
        {
            "departments": [{"code": "HAR", "en": "Harbour Office", "zh_Hant": "港務處"}],
            "categories": [{"code": "berth", "en": "Berth", "department": "HAR", "response_days": 3}],
        },
    )
    catalogue = load_catalogue(path)
    assert catalogue.departments["HAR"].names == {
        "en": "Harbour Office",
        "zh-Hant": "港務處",
        "zh-Hans": "港务处",  # Converted from the Traditional name, because the file gives none.
    }
    assert catalogue.categories["berth"].response_days == 3


def test_a_missing_name_falls_back_to_english_and_then_to_the_code(tmp_path: Path) -> None:
    path = write_catalogue(
        tmp_path, {"departments": [{"code": "HAR", "en": "Harbour Office"}, {"code": "X", "en": ""}], "categories": []}
    )
    departments = load_catalogue(path).departments
    assert departments["HAR"].name("zh-Hant") == "Harbour Office"
    assert departments["X"].name("zh-Hans") == "X"


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        "{}",
        {"departments": [{"en": "No code"}], "categories": []},
        {"departments": [{"code": "A", "en": "A"}], "categories": [{"code": "c", "en": "C", "department": "A"}]},
        {
            "departments": [{"code": "A", "en": "A"}],
            "categories": [{"code": "c", "en": "C", "department": "B", "response_days": 3}],
        },
        {
            "departments": [{"code": "A", "en": "A"}],
            "categories": [{"code": "c", "en": "C", "department": "A", "response_days": 0}],
        },
        {"departments": [{"code": "A", "en": "A"}, {"code": "A", "en": "B"}], "categories": []},
    ],
    ids=["text", "list", "empty", "no code", "no days", "unknown department", "no time", "the same code twice"],
)
def test_a_broken_catalogue_is_refused_by_the_name_of_its_setting(tmp_path: Path, content: object) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        load_catalogue(write_catalogue(tmp_path, content))
    assert refused.value.field == "CIVICDESK_CATALOGUE"
