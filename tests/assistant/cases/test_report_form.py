"""What does a citizen's form become, and whose cases may a stranger hear of?"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from assistant.cases import report_form
from assistant.cases.fields import Evidence, FieldName, FieldValue, MailPart
from assistant.cases.report import Report
from assistant.cases.report_form import Reading, ReportForm, is_public_matter, read_form
from assistant.errors import InvalidInput
from tests.assistant.cases.reports import LAMP, TARGETS, triage


def read(reading: Reading | None = None, **filled: Any) -> Report:
    form = ReportForm(**{"text": LAMP, "language": "en", **filled})
    return read_form(form, reading or Reading(triage()), TARGETS)


def test_what_was_filled_in_goes_before_what_the_words_say() -> None:
    found = FieldValue("Garden Street", 0.8, Evidence("Garden Street", MailPart.BODY, 35, 48))
    reading = Reading(triage(), {FieldName.SUBJECT_LOCATION: found})
    assert read(reading).fields[FieldName.SUBJECT_LOCATION] == found
    filled = read(reading, place="12 Garden Street").fields[FieldName.SUBJECT_LOCATION]
    assert filled == FieldValue("12 Garden Street", 1.0, None)


def test_a_chosen_category_leads_and_what_was_found_comes_next() -> None:
    chosen = read(category="tree_hazard").triage
    assert [choice.code for choice in chosen.categories] == ["tree_hazard", "street_light"]
    assert chosen.department.code == TARGETS.catalogue.categories["tree_hazard"].department
    assert read(category="street_light").triage == triage()


def test_a_category_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        read(category="dragons")
    assert refused.value.field == "category"


def test_words_of_danger_make_it_an_emergency() -> None:
    assert read(is_danger=True).triage.priority.code == "emergency"


def test_contacts_that_are_only_spaces_are_none() -> None:
    assert read(contact={"name": " ", "phone": " 5123 4567 "}).contact == {"phone": "5123 4567"}


def test_public_matters_are_categories_of_the_catalogue_and_no_private_ones() -> None:
    path = Path(report_form.__file__).with_name("public_matters.toml")
    listed = tomllib.loads(path.read_text("utf-8"))["categories"]
    assert set(listed) <= set(TARGETS.catalogue.categories)
    private = ("noise_neighbour", "child_family_service", "social_welfare_payment", "labour_wage_dispute", "other")
    assert not any(is_public_matter(code) for code in private)
