"""Does a citizen's page hear at once, once and in order what happens in its conversation?"""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import delete

from assistant.conversations.models import Conversation
from tests.listening import Listener
from tests.live_site import LiveSite
from tests.ui.talk import assert_problem


def told(stream: Listener) -> list[str]:
    """The texts of all messages so far."""
    return [message["text"] for message in stream.named("message")]


def is_in(state: str) -> Any:
    return lambda data: data["state"] == state


def test_without_the_conversations_token_nothing_is_heard(sqlite_site: LiveSite) -> None:
    talk, stranger = sqlite_site.citizen(), sqlite_site.citizen()
    path = talk.address("events")
    assert_problem(talk.client.get(path), 404)
    assert_problem(talk.client.get(path, headers=stranger.headers()), 404)


def test_the_stream_tells_all_from_the_beginning_and_how_things_stand(sqlite_site: LiveSite) -> None:
    talk = sqlite_site.citizen()
    talk.ask("hello")
    stream = sqlite_site.follow(talk)
    assert stream.wait_for("handoff").data["state"] == "none"
    assert [(e.id, e.name) for e in stream.events] == [("1", "message"), ("2", "message"), ("", "handoff")]
    assert stream.named("message") == talk.messages()


def test_an_agents_words_and_steps_arrive_within_a_second(site: LiveSite) -> None:
    talk, ada = site.waiting_citizen(), site.agent()
    stream = site.follow(talk)
    assert stream.wait_for("handoff").data["state"] == "waiting"
    handoff = ada.claim(talk)
    began = time.monotonic()
    joined = stream.wait_for("handoff", is_in("with_agent"))
    assert time.monotonic() - began < 1
    assert joined.data["agent"]["name"] == "Ada"
    assert joined.id == "2"  # Requested, claimed.
    ada.say(handoff, "Good morning, <b>how</b> can I help?")
    began = time.monotonic()
    heard = stream.wait_for("message")
    assert time.monotonic() - began < 1
    assert (heard.data["role"], heard.data["text_html"], heard.id) == ("agent", "", "3")
    ada.post(f"handoffs/{handoff}/close", {"reason": "answered"})
    assert stream.wait_for("handoff", is_in("closed")).id == "4"


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_how_things_stand_is_told_in_the_citizens_language(sqlite_site: LiveSite, language: str) -> None:
    talk = sqlite_site.citizen(language=language)
    assert talk.post("handoff", {"language": language}).status_code == 201
    state = sqlite_site.follow(talk).wait_for("handoff").data
    assert state["language"] == language
    assert state["text"]


def test_who_comes_back_hears_what_was_missed_and_nothing_twice(sqlite_site: LiveSite) -> None:
    talk, ada = sqlite_site.waiting_citizen(), sqlite_site.agent()
    handoff = ada.claim(talk)
    first = sqlite_site.follow(talk)
    ada.say(handoff, "One.")
    first.wait_for("message")
    first.close()
    ada.say(handoff, "Two.")
    ada.post(f"handoffs/{handoff}/close", {"reason": "answered"})
    second = sqlite_site.follow(talk, last_id=first.last_id)
    second.wait_for("handoff", is_in("closed"))
    # The last words come before the end, after which a page no longer listens.
    assert [e.name for e in second.events] == ["message", "handoff"]
    assert told(second) == ["Two."]


@pytest.mark.parametrize("junk", ["x", "-1", "9" * 30, "1.5", "999999"])
def test_a_place_that_is_none_begins_anew(sqlite_site: LiveSite, junk: str) -> None:
    talk = sqlite_site.citizen()
    talk.ask("hello")
    stream = sqlite_site.follow(talk, last_id=junk)
    stream.wait_for("handoff")
    assert len(stream.named("message")) == 2


def test_a_client_without_the_header_names_its_place_in_the_address(sqlite_site: LiveSite) -> None:
    talk = sqlite_site.citizen()
    talk.ask("hello")
    stream = sqlite_site.listen(f"{talk.address('events')}?after=1", talk.headers())
    stream.wait_for("handoff")
    assert [message["sequence"] for message in stream.named("message")] == [2]


def test_a_colleagues_note_stays_among_staff(sqlite_site: LiveSite) -> None:
    talk, ada = sqlite_site.waiting_citizen(), sqlite_site.agent()
    handoff = ada.claim(talk)
    stream = sqlite_site.follow(talk)
    ada.post(f"handoffs/{handoff}/notes", {"text": "Sounds upset."})
    ada.say(handoff, "Good morning.")
    stream.wait_for("message")
    assert "upset" not in str(stream.events)


def test_the_citizen_sees_the_agent_typing_and_not_themselves(sqlite_site: LiveSite) -> None:
    talk, ada = sqlite_site.waiting_citizen(), sqlite_site.agent()
    handoff = ada.claim(talk)
    stream = sqlite_site.follow(talk)
    stream.wait_for("handoff")
    assert talk.post("typing", {}).status_code == 204
    for _ in range(5):
        ada.post(f"handoffs/{handoff}/typing")
    assert stream.wait_for("typing").data == {"by": "agent"}
    ada.say(handoff, "Good morning.")
    stream.wait_for("message")
    assert len(stream.named("typing")) == 1


def test_a_conversation_has_three_streams_and_a_closed_one_makes_room(sqlite_site: LiveSite) -> None:
    talk = sqlite_site.citizen()
    streams = [sqlite_site.follow(talk) for _ in range(3)]
    for stream in streams:
        stream.wait_for("handoff")
    refused = talk.client.get(talk.address("events"), headers=talk.headers())
    assert_problem(refused, 429)
    assert refused.headers["retry-after"] == "15"
    streams[0].close()
    again = sqlite_site.follow(talk, comes_back=True)
    again.wait_for("handoff")


def test_a_quiet_stream_pings_and_ends_when_the_conversation_is_gone(
    sqlite_site: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.api.live_conversations.PING_SECONDS", 0.2)
    talk = sqlite_site.citizen()
    stream = sqlite_site.follow(talk)
    assert stream.wait_for("ping").data == {}
    with sqlite_site.database.write() as session:
        session.execute(delete(Conversation).where(Conversation.id == talk.id))
    stream.wait_until(lambda: stream.ended)
