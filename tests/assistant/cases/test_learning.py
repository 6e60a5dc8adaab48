"""Does the classifier learn a new habit from corrections, and does nothing else fall?"""

from __future__ import annotations

import pytest

import assistant.conversations.models  # noqa: F401  # A case may point at a conversation.
from assistant.accounts.permissions import Role, operator
from assistant.audit import AuditEvent
from assistant.cases.catalogue import load_catalogue
from assistant.cases.classification import classify
from assistant.cases.learning import Comparison, Learnt, learn, store
from assistant.cases.models import Correction, TriageModel
from assistant.cases.text_classifier import read_classifier
from assistant.database import Database, utc_now
from assistant.errors import InvalidInput, PermissionDenied
from tests.assistant.cases.reports import officer, open_case

STREETS = ["Garden Street", "Mill Lane", "Harbour Road", "Pine Court", "Castle Hill", "Station Road", "Lake View"]
HABITS = [
    ("en", "The smart pole in {place} shows a blank screen since {day}."),
    ("en", "Smart pole at {place}: its charger gives no power, noticed on {day}."),
    ("zh-Hant", "{place}嗰支智慧燈柱由{day}起冇畫面，充唔到電。"),
    ("zh-Hans", "{place}的智慧灯柱从{day}起黑屏，充不了电。"),
]
"""Until it is taught, the classifier takes such a pole for a street lamp."""
NEW_WORDING = ["The smart pole by the pier is out of order.", "碼頭支智慧燈柱死機", "码头的智慧灯柱死机了"]


def teach(database: Database, count: int) -> None:
    case_id = open_case(database).case.id
    days = ("Monday", "Tuesday", "Thursday", "Friday", "Sunday")
    with database.write() as session:
        for number in range(count):
            language, frame = HABITS[number % len(HABITS)]
            place = f"{number + 1} {STREETS[number % len(STREETS)]}"
            session.add(
                Correction(
                    case_id=case_id,
                    subject="",
                    text=frame.format(place=place, day=days[number % len(days)]),
                    language=language,
                    before={"category": "street_light", "department": "HYD"},
                    after={
                        "category": "website_it_problem",
                        "department": "DPO",
                        "case_type": "service_request",
                        "priority": "normal",
                    },
                    actor="ada",
                    at=utc_now(),
                )
            )


@pytest.mark.slow
def test_two_hundred_corrections_teach_a_new_habit_and_cost_nothing(sqlite_database: Database):
    teach(sqlite_database, 200)
    with sqlite_database.read() as session:
        learnt = learn(session, actor=operator())
    assert learnt.corrections == 200
    assert learnt.fallen == []
    by_measure = {comparison.measure: comparison for comparison in learnt.comparisons}
    assert by_measure["category, corrections"].before < 0.3
    assert by_measure["category, corrections"].after > 0.95
    model, catalogue = read_classifier(learnt.weights), load_catalogue()
    for text in NEW_WORDING:
        before = {choice.code: choice.confidence for choice in classify("", text, catalogue=catalogue).categories}
        assert before.get("website_it_problem", 0.0) < 0.2
        found = classify("", text, catalogue=catalogue, model=model)
        assert (found.categories[0].code, found.departments[0].code) == ("website_it_problem", "DPO")
        assert found.categories[0].confidence > 0.6
    lamp = classify("", "The street lamp in Garden Street is dark.", catalogue=catalogue, model=model)
    assert lamp.categories[0].code == "street_light"


def learnt(*, after: float) -> Learnt:
    return Learnt(3, (Comparison("category", 100, 0.8, after),), b"weights")


@pytest.mark.parametrize(
    ("lines", "before", "after", "has_fallen"),
    [
        (100, 0.80, 0.79, False),
        (100, 0.80, 0.77, True),
        (10, 0.8, 0.7, False),
        (10, 0.8, 0.6, True),
        (100, 0.8, 0.9, False),
    ],
)
def test_a_measure_falls_by_more_than_the_margin_and_more_than_a_line(
    lines: int, before: float, after: float, has_fallen: bool
):
    assert Comparison("category", lines, before, after).has_fallen is has_fallen


def test_what_was_learnt_is_kept_with_its_figures_and_audited(database: Database):
    with database.write() as session:
        number = store(session, learnt(after=0.8), actor=operator(), promote=True).id
    with database.read() as session:
        model = session.get_one(TriageModel, number)
        assert model.promoted_at is not None
        assert model.figures == {"category": {"lines": 100, "before": 0.8, "after": 0.8}}
        event = session.query(AuditEvent).one()
        assert (event.action, event.detail) == ("case.learn", {"corrections": 3, "promoted": True})


def test_what_makes_something_fall_is_kept_but_never_promoted(database: Database):
    with database.write() as session, pytest.raises(InvalidInput, match="category"):
        store(session, learnt(after=0.7), actor=operator(), promote=True)
    with database.write() as session:
        assert store(session, learnt(after=0.7), actor=operator(), promote=False).promoted_at is None


def test_without_a_correction_there_is_nothing_to_learn(database: Database):
    with database.read() as session, pytest.raises(InvalidInput, match="no correction"):
        learn(session, actor=operator())


def test_an_agent_may_not_teach(database: Database):
    agent = officer(database, roles=(Role.AGENT,))
    with database.write() as session:
        with pytest.raises(PermissionDenied):
            learn(session, actor=agent)
        with pytest.raises(PermissionDenied):
            store(session, learnt(after=0.8), actor=agent, promote=True)
