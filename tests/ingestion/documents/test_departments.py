from __future__ import annotations

from collections.abc import Collection

import pytest

from assistant.cases.catalogue import load_catalogue
from ingestion.documents.departments import DepartmentRule, decide_departments
from ingestion.documents.faq_sheet import Sheet, SheetRow


def decide(*names: str, known: Collection[str] = (), new_departments: bool = False) -> DepartmentRule:
    rows = tuple(SheetRow(number, {"department": name}) for number, name in enumerate(names, start=2))
    catalogue = load_catalogue()
    known = {*catalogue.departments, *known}
    return decide_departments([Sheet("faq.csv", rows)], catalogue, known=known, new_departments=new_departments)


@pytest.mark.parametrize("name", ["TD", "td", "Transport Department", "運輸署", "运输署"])
def test_a_department_is_known_by_its_code_or_its_name_in_any_language(name: str) -> None:
    assert decide(name).codes == {name: "TD"}


def test_a_registered_department_is_known() -> None:
    assert decide("PARKS", "parks", known=["PARKS"]).codes == {"PARKS": "PARKS", "parks": "PARKS"}


def test_an_unknown_department_beside_a_known_one_is_a_slip() -> None:
    assert decide("TD", *["TDD"] * 20) == DepartmentRule({"TD": "TD"}, frozenset())


def test_nine_articles_of_unknown_departments_are_slips() -> None:
    assert decide(*["PARKS"] * 9) == DepartmentRule({}, frozenset())


def test_ten_articles_of_unknown_departments_only_are_another_government() -> None:
    rule = decide(*["衛生局"] * 6, *["社會局"] * 4)
    assert rule.codes == {"衛生局": "衛生局", "社會局": "社會局"}
    assert rule.added == {"衛生局", "社會局"}


def test_new_departments_come_in_when_they_are_allowed() -> None:
    rule = decide("TD", "PARKS", new_departments=True)
    assert rule.codes == {"TD": "TD", "PARKS": "PARKS"}
    assert rule.added == {"PARKS"}


def test_two_spellings_of_a_new_department_are_one() -> None:
    rule = decide("Parks", "parks", new_departments=True)
    assert rule.codes == {"Parks": "Parks", "parks": "Parks"}
    assert rule.added == {"Parks"}


def test_a_row_without_department_names_none() -> None:
    assert decide("", " ", new_departments=True) == DepartmentRule({}, frozenset())
