"""What did an agent make of a suggestion?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import CITIZEN
from assistant.answering.answer import Citation
from assistant.audit import AuditEvent
from assistant.database import Database
from assistant.errors import InvalidInput, PermissionDenied, SuggestionNotFound, TransitionNotAllowed
from assistant.language_models.asking import ModelCall
from assistant.suggestions.models import SuggestionRecord
from assistant.suggestions.suggestion import Suggestion
from assistant.suggestions.verdicts import Verdict, Wording, give_verdict, store_calls, store_suggestion
from tests.assistant.suggestions.conversations import agent

MEI, TOM = agent("mei"), agent("tom")
DRAFTS = {"en": "Bring form TD 558.", "zh-Hant": "請攜同表格TD 558。", "zh-Hans": "请带表格TD 558。"}


def store(database: Database, language: str = "en") -> str:
    with database.write() as session:
        made = Suggestion(language, draft=DRAFTS[language], confidence=0.9)
        return store_suggestion(session, made, actor=MEI).id


def give(database: Database, suggestion_id: str, verdict: Verdict, **more: Any) -> SuggestionRecord:
    with database.write() as session:
        return give_verdict(session, suggestion_id, actor=MEI, verdict=verdict, **more)


@pytest.mark.parametrize("language", DRAFTS)
def test_a_draft_that_was_sent_as_it_was_is_used(database: Database, language: str) -> None:
    record = give(database, store(database, language), Verdict.USED)
    assert (record.verdict, record.edit_distance, record.sent_text) == ("used", 0, DRAFTS[language])
    assert record.verdict_at is not None
    assert record.verdict_at >= record.created_at


@pytest.mark.parametrize(
    ("language", "sent", "distance"),
    [
        ("en", "Bring form TD 559!", 2),  # 8 became 9, and the full stop an exclamation mark.
        ("zh-Hant", "請帶表格TD 558。", 2),  # 攜同 became 帶.
        ("zh-Hans", "请您带表格TD 558。", 1),  # 您 was added.
    ],
)
def test_the_text_tells_that_it_was_edited_and_how_far(
    database: Database, language: str, sent: str, distance: int
) -> None:
    record = give(database, store(database, language), Verdict.USED, text=sent)
    assert (record.verdict, record.edit_distance, record.sent_text) == ("edited", distance, sent)


def test_a_reason_is_one_word_of_the_agents(database: Database) -> None:
    record = give(database, store(database), Verdict.REJECTED, reason="wrong_topic")
    assert (record.verdict, record.reason, record.edit_distance) == ("rejected", "wrong_topic", None)


def test_until_it_is_sent_the_newest_verdict_counts(database: Database) -> None:
    suggestion = store(database)
    give(database, suggestion, Verdict.IGNORED)
    give(database, suggestion, Verdict.REJECTED, reason="incomplete")
    record = give(database, suggestion, Verdict.USED)
    assert (record.verdict, record.reason) == ("used", None)
    with pytest.raises(TransitionNotAllowed):
        give(database, suggestion, Verdict.IGNORED)


def test_only_for_whom_it_was_made_may_judge_it(database: Database) -> None:
    suggestion = store(database)
    with database.write() as session, pytest.raises(SuggestionNotFound) as others:
        give_verdict(session, suggestion, actor=TOM, verdict=Verdict.USED)
    with database.write() as session, pytest.raises(SuggestionNotFound) as unknown:
        give_verdict(session, "none", actor=TOM, verdict=Verdict.USED)
    assert str(others.value) == str(unknown.value)
    with database.write() as session, pytest.raises(PermissionDenied):
        give_verdict(session, suggestion, actor=CITIZEN, verdict=Verdict.USED)


def test_an_edited_draft_needs_its_text(database: Database) -> None:
    with pytest.raises(InvalidInput) as refused:
        give(database, store(database), Verdict.EDITED)
    assert refused.value.field == "text"


def test_a_verdict_is_audited_once_without_a_citizens_words(database: Database) -> None:
    suggestion = store(database)
    give(database, suggestion, Verdict.USED, text="The secret is out.")
    with database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.actor, event.action) for event in events] == [("mei", "suggestion.verdict")]
    assert "secret" not in str([event.detail for event in events])


@pytest.mark.parametrize("effective_from", [None, datetime.date(2026, 1, 1)])
def test_sources_are_kept_with_their_days(database: Database, effective_from: datetime.date | None) -> None:
    reviewed = datetime.date(2026, 5, 1)
    source = Citation("td-fee", 8, 1, "en", "Fees", "https://a.example/", "TD", reviewed, effective_from)
    with database.write() as session:
        made = store_suggestion(session, Suggestion("en", draft="It is $5.", sources=(source,)), actor=MEI)
    with database.read() as session:
        [kept] = session.get_one(SuggestionRecord, made.id).sources
    assert kept["last_reviewed"] == "2026-05-01"
    assert kept["effective_from"] == (effective_from and "2026-01-01")


CALL = ModelCall("agent", "small", "agent_draft_1", raw_output="{}", problems=("value: $901",))


def test_a_models_calls_are_kept_and_its_draft_where_it_was_offered(database: Database) -> None:
    suggestion = store(database)
    with database.write() as session:
        store_calls(session, suggestion, actor=MEI, calls=[CALL], model_draft=None)
    with database.write() as session:
        store_calls(session, suggestion, actor=MEI, calls=[CALL], model_draft="Please bring form TD 558.")
    with database.read() as session:
        record = session.get_one(SuggestionRecord, suggestion)
    assert record.model_draft == "Please bring form TD 558."
    assert [call["problems"] for call in record.model_calls or []] == [["value: $901"], ["value: $901"]]
    with pytest.raises(SuggestionNotFound), database.write() as session:
        store_calls(session, suggestion, actor=TOM, calls=[CALL], model_draft=None)


def test_a_verdict_says_which_draft_was_used(database: Database) -> None:
    approved, simple = store(database), store(database)
    with database.write() as session:
        store_calls(session, simple, actor=MEI, calls=[CALL], model_draft="Please bring form TD 558.")
    record = give(database, simple, Verdict.EDITED, text="Please bring form TD 559.", wording=Wording.SIMPLE)
    assert (record.verdict, record.edit_distance, record.used_wording) == ("edited", 1, "simple")
    assert give(database, approved, Verdict.USED).used_wording == "approved"
    with pytest.raises(InvalidInput, match="no draft in simple words"):
        give(database, store(database), Verdict.USED, wording=Wording.SIMPLE)
