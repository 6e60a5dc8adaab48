"""Can reports of one matter be joined, does everybody hear of it once, and can it be undone?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import operator
from assistant.cases import handling, merging
from assistant.cases.models import Case, CaseSubscriber
from assistant.cases.states import CaseState
from assistant.database import Database
from assistant.errors import InvalidInput, TransitionNotAllowed
from tests.assistant.cases.reports import audits, close, log, mails, officer, open_case, open_part, read

LOG_COLUMNS = frozenset({"changed_at", "version", "entry_count"})


def open_for(database: Database, name: str, *, language: str = "en", department: str | None = "HYD") -> Case:
    contact = {"name": name, "email": f"{name}@mail.example"}
    return open_case(database, department=department, contact=contact, language=language).case


def merge(database: Database, case: Case, into: Case) -> Case:
    with database.write() as session:
        return merging.merge(session, case.id, actor=operator(), into=into.number)


def unmerge(database: Database, case: Case) -> Case:
    with database.write() as session:
        return merging.unmerge(session, case.id, actor=operator())


def link(database: Database, case: Case, parent: Case) -> Case:
    with database.write() as session:
        return merging.link_incident(session, case.id, actor=operator(), parent=parent.number)


def subscribe(database: Database, case: Case, email: str, language: str = "en") -> None:
    with database.write() as session:
        merging.subscribe(session, case.id, actor=operator(), email=email, language=language)


def told(database: Database, words: str) -> list[str]:
    return sorted(mail.recipient.removesuffix("@mail.example") for mail in mails(database) if words in mail.body)


def values(case: Case) -> dict[str, object]:
    return {c.name: getattr(case, c.name) for c in Case.__table__.columns if c.name not in LOG_COLUMNS}


# Duplicates


def test_a_duplicate_follows_its_lead_and_keeps_its_own_texts(database: Database) -> None:
    lead, again = open_for(database, "first"), open_for(database, "second")
    case = merge(database, again, lead)
    assert (case.state, case.merged_into_id) == (CaseState.MERGED, lead.id)
    assert log(database, again.id)[0] == "incoming"
    assert log(database, lead.id).count("incoming") == 1
    assert log(database, again.id)[-2:] == ["merged", "outgoing"]
    assert log(database, lead.id)[-1] == "linked"
    assert audits(database, again.id)[-1] == "case.merge"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "already follow as case {}"), ("zh-Hant", "個案 {} 屬同一事項"), ("zh-Hans", "个案 {} 属同一事项")],
)
def test_its_citizen_is_told_the_leads_number(sqlite_database: Database, language: str, words: str) -> None:
    lead, again = open_for(sqlite_database, "first"), open_for(sqlite_database, "second", language=language)
    merge(sqlite_database, again, lead)
    assert told(sqlite_database, words.format(lead.number)) == ["second"]
    assert read(sqlite_database, again.id).responded_at is None  # A fixed text is nobody's reply.


def test_undoing_gives_back_exactly_what_it_had(database: Database) -> None:
    lead, again = open_for(database, "first"), open_for(database, "second")
    officer(database, "hugo", departments=("HYD",))
    with database.write() as session:
        before = values(handling.assign(session, again.id, actor=operator(), username="hugo"))
    merge(database, again, lead)
    assert values(unmerge(database, again)) == before
    assert audits(database, again.id)[-1] == "case.unmerge"


def test_a_duplicate_can_be_merged_and_undone_again_and_again(sqlite_database: Database) -> None:
    lead, again = open_for(sqlite_database, "first"), open_for(sqlite_database, "second", department=None)
    for _ in range(3):
        merge(sqlite_database, again, lead)
        assert unmerge(sqlite_database, again).state == CaseState.TRIAGE


def test_the_leads_end_is_told_to_the_merged_citizen_once_and_after_undoing_no_more(database: Database) -> None:
    lead, stays, goes = (open_for(database, name) for name in ("lead", "stays", "goes"))
    merge(database, stays, lead)
    merge(database, goes, lead)
    unmerge(database, goes)
    close(database, lead.id)
    assert told(database, "The lamp was replaced.") == ["lead", "stays"]
    assert read(database, goes.id).state == CaseState.IN_PROGRESS


def test_what_was_written_to_the_leads_citizen_alone_stays_theirs(sqlite_database: Database) -> None:
    lead, again = open_for(sqlite_database, "lead"), open_for(sqlite_database, "again")
    merge(sqlite_database, again, lead)
    with sqlite_database.write() as session:
        handling.reply(session, lead.id, actor=operator(), text="We found your purse.")
        handling.close(
            session, lead.id, actor=operator(), done="Replaced.", why="Old.", next_step="None.", text="Dear Ms Wong,"
        )
    assert told(sqlite_database, "purse") == told(sqlite_database, "Ms Wong") == ["lead"]
    assert told(sqlite_database, "Replaced.") == ["again", "lead"]


def test_nothing_is_merged_into_itself_or_into_what_has_ended(sqlite_database: Database) -> None:
    lead, again, third = (open_for(sqlite_database, name) for name in ("lead", "again", "third"))
    with pytest.raises(InvalidInput, match="another case"):
        merge(sqlite_database, lead, lead)
    merge(sqlite_database, again, lead)
    with pytest.raises(TransitionNotAllowed, match="merged"):
        merge(sqlite_database, third, again)
    with pytest.raises(TransitionNotAllowed, match="other cases of its own"):
        merge(sqlite_database, lead, third)
    close(sqlite_database, lead.id)
    with pytest.raises(TransitionNotAllowed, match="closed"):
        merge(sqlite_database, third, lead)


def test_what_was_not_merged_is_not_undone(sqlite_database: Database) -> None:
    with pytest.raises(TransitionNotAllowed, match="not merged"):
        unmerge(sqlite_database, open_for(sqlite_database, "one"))


def test_a_part_of_a_joint_case_is_no_duplicate(sqlite_database: Database) -> None:
    lead, other = open_for(sqlite_database, "lead"), open_for(sqlite_database, "other")
    part = open_part(sqlite_database, lead)
    for case, into in ((part, other), (other, part), (lead, other)):
        with pytest.raises(TransitionNotAllowed):
            merge(sqlite_database, case, into)


# Incidents


def test_an_incidents_end_is_told_to_all_once_in_their_languages_and_closes_its_reports(database: Database) -> None:
    parent = open_for(database, "parent")
    children = [open_for(database, f"child-{code}", language=code) for code in ("en", "zh-Hant", "zh-Hans")]
    for child in children:
        link(database, child, parent)
    subscribe(database, parent, "watcher@mail.example", "zh-Hant")
    subscribe(database, parent, "Child-en@mail.example")  # Has reported it as well, and hears it once.
    close(database, parent.id)
    assert told(database, "The lamp was replaced.") == [
        "child-en",
        "child-zh-Hans",
        "child-zh-Hant",
        "parent",
        "watcher",
    ]
    news = {m.recipient: m.body for m in mails(database) if "The lamp was replaced." in m.body}
    assert news["child-zh-Hans@mail.example"].startswith("您曾向我们反映的事项")
    assert news["child-zh-Hant@mail.example"].startswith("你曾向我們反映的事項")
    assert news["watcher@mail.example"].startswith("你曾向我們反映的事項")
    for child in children:
        closed = read(database, child.id)
        assert (closed.state, closed.closing) == (CaseState.CLOSED, read(database, parent.id).closing)


def test_news_of_an_incident_is_told_to_all_once(database: Database) -> None:
    parent, child = open_for(database, "parent"), open_for(database, "child")
    link(database, child, parent)
    subscribe(database, parent, "watcher@mail.example")
    with database.write() as session:
        merging.publish_news(session, parent.id, actor=operator(), text="The cable is found.")
    assert told(database, "The cable is found.") == ["child", "parent", "watcher"]
    assert read(database, child.id).state == CaseState.IN_PROGRESS
    assert audits(database, parent.id)[-1] == "case.publish"


def test_a_report_that_is_unlinked_hears_no_more(database: Database) -> None:
    parent, child = open_for(database, "parent"), open_for(database, "child")
    before = values(read(database, child.id))
    link(database, child, parent)
    with database.write() as session:
        assert values(merging.unlink(session, child.id, actor=operator())) == before
    close(database, parent.id)
    assert told(database, "The lamp was replaced.") == ["parent"]
    assert read(database, child.id).state == CaseState.IN_PROGRESS


def test_a_report_with_a_part_of_its_own_is_told_and_stays_open(sqlite_database: Database) -> None:
    parent, child = open_for(sqlite_database, "parent"), open_for(sqlite_database, "child")
    link(sqlite_database, child, parent)
    open_part(sqlite_database, child)
    close(sqlite_database, parent.id)
    assert told(sqlite_database, "The lamp was replaced.") == ["child", "parent"]
    assert read(sqlite_database, child.id).state == CaseState.IN_PROGRESS


def test_an_incident_is_no_report_of_another(sqlite_database: Database) -> None:
    parent, child, other = (open_for(sqlite_database, name) for name in ("parent", "child", "other"))
    link(sqlite_database, child, parent)
    for case, of in ((child, other), (other, child), (parent, other)):
        with pytest.raises(TransitionNotAllowed):
            link(sqlite_database, case, of)


# Subscribers


def test_an_address_is_subscribed_once_however_it_is_written(sqlite_database: Database) -> None:
    case = open_for(sqlite_database, "lead")
    subscribe(sqlite_database, case, "Eve@mail.example")
    subscribe(sqlite_database, case, " eve@mail.example ")
    with sqlite_database.read() as session:
        assert list(session.scalars(select(CaseSubscriber.email))) == ["Eve@mail.example"]


@pytest.mark.parametrize(
    "email",
    ["", "eve", "eve@mail", "a@b.example, c@d.example", "Eve <eve@b.example>", "e@b.example\nBcc: all@b.example"],
)
def test_what_is_no_single_address_is_not_subscribed(sqlite_database: Database, email: str) -> None:
    case = open_for(sqlite_database, "lead")
    with pytest.raises(InvalidInput) as refused:
        subscribe(sqlite_database, case, email)
    assert refused.value.field == "email"


def test_a_case_that_has_ended_takes_no_subscriber(sqlite_database: Database) -> None:
    case = open_for(sqlite_database, "lead")
    close(sqlite_database, case.id)
    with pytest.raises(TransitionNotAllowed):
        subscribe(sqlite_database, case, "eve@mail.example")
