"""Is the citizen's own word on the service kept, and only theirs?"""

from __future__ import annotations

import pytest

from assistant.conversations.satisfaction import find_satisfaction
from assistant.database import Database
from assistant.errors import ConversationNotFound, InvalidInput
from tests.assistant.conversations.desk import Waiting, wait
from tests.assistant.licence_knowledge import new_assistant

COMMENTS = {"en": "Quick and kind.", "zh-Hant": "快捷有禮。", "zh-Hans": "快捷有礼。"}


def score(database: Database, waiting: Waiting) -> int | None:
    with database.read() as session:
        found = find_satisfaction(session, waiting.started.id)
        return found.score if found else None


@pytest.mark.parametrize("language", COMMENTS)
def test_a_score_and_a_comment_are_kept_with_the_handoff(database: Database, language: str) -> None:
    waiting = wait(database)
    kept = new_assistant(database).rate(
        waiting.started.id, waiting.started.token, score=5, comment=f" {COMMENTS[language]}\x00"
    )
    assert (kept.score, kept.comment, kept.handoff_id) == (5, COMMENTS[language], waiting.handoff_id)


def test_the_newest_score_counts(database: Database) -> None:
    waiting, assistant = wait(database), new_assistant(database)
    assert score(database, waiting) is None
    for given in (2, 4):
        assistant.rate(waiting.started.id, waiting.started.token, score=given)
    assert score(database, waiting) == 4


@pytest.mark.parametrize("given", [0, 6, -1])
def test_a_score_is_one_to_five(database: Database, given: int) -> None:
    waiting = wait(database)
    with pytest.raises(InvalidInput) as refused:
        new_assistant(database).rate(waiting.started.id, waiting.started.token, score=given)
    assert refused.value.field == "score"


def test_a_comment_has_an_end(database: Database) -> None:
    waiting = wait(database)
    with pytest.raises(InvalidInput) as refused:
        new_assistant(database).rate(waiting.started.id, waiting.started.token, score=1, comment="x" * 2001)
    assert refused.value.field == "comment"


def test_only_the_conversation_s_own_token_may_score(database: Database) -> None:
    waiting, other = wait(database), wait(database)
    with pytest.raises(ConversationNotFound):
        new_assistant(database).rate(waiting.started.id, other.started.token, score=1)
    assert score(database, waiting) is None
