"""Is what somebody types at the desk held to the rules of a sheet, with every field named?"""

from __future__ import annotations

from typing import Any

import pytest

from assistant.cases.catalogue import load_catalogue
from assistant.errors import ArticleRefused
from ingestion.documents.typed_article import read_typed_article
from knowledge_base.article import ArticleContent

GIVEN = {
    "id": "td-toll",
    "department": "TD",
    "category": "licence_permit_enquiry",
    "text": {"en": {"question": "What is the toll?", "answer": "$5.\n\nCash only.", "variants": ["Toll?"]}},
    "review_by": "2027-06-30",
}
CATALOGUE = load_catalogue()


def read(*, kept: str = "", **changes: Any) -> ArticleContent:
    return read_typed_article({**GIVEN, **changes}, CATALOGUE, departments=CATALOGUE.departments, category=kept)


def test_what_is_typed_becomes_an_article():
    content = read()
    assert (content.id, content.department, content.text["en"].variants) == ("td-toll", "TD", ("Toll?",))
    assert str(content.review_by) == "2027-06-30"


def test_a_department_may_be_named_in_any_of_its_languages():
    assert read(department="運輸署").department == "TD"


@pytest.mark.parametrize(
    ("department", "title", "begins"),
    [("TD", "What's the *toll*?", "td-what-s-the-toll-"), ("TD", "", "td-"), ("運輸署", "", "")],
)
def test_a_new_article_gets_an_id_that_can_stand_in_an_address(department: str, title: str, begins: str):
    text = {"en": {"question": title or "?", "answer": "$5."}}
    ids = {read(id=None, department=department, text=text).id for _ in range(3)}
    assert len(ids) == 3
    assert all(one.startswith(begins) and one.isascii() for one in ids)


def test_a_category_that_the_catalogue_has_no_longer_may_stay_but_not_come():
    assert read(kept="old_one", category="old_one").category == "old_one"
    with pytest.raises(ArticleRefused) as refused:
        read(category="old_one")
    assert [field for field, _ in refused.value.problems] == ["category"]


def test_every_problem_is_told_with_its_field():
    with pytest.raises(ArticleRefused) as refused:
        read(department="NOBODY", source_url="javascript:alert(1)", review_by="soon", text={"fr": {}})
    assert {field for field, _ in refused.value.problems} >= {"department", "source_url", "review_by", "text.fr"}
