"""Who else must have read a draft before it goes live?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.database import Database
from assistant.errors import EditConflict, InvalidInput, PermissionDenied, PublishBlocked, TransitionNotAllowed
from knowledge_base import checks, editing, release, review
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.models import CheckKind, VersionState
from knowledge_base.register import count_live, find_article
from knowledge_base.versions import list_versions, pick

FEE = ArticleContent(
    id="td-fee", department="TD", text={"en": ArticleText("What is the fee?", "The fee is $5.", ("How much?",))}
)
DEARER = replace(FEE, text={"en": ArticleText("What is the fee?", "The fee is $6.")})


def person(name: str, role: Role, department: str = "TD") -> Actor:
    return Actor(name, ROLE_PERMISSIONS[role], frozenset({department}), user_id=name)


EDITOR, PUBLISHER = person("mei", Role.EDITOR), person("wing", Role.PUBLISHER)


@pytest.fixture
def submitted(database: Database) -> Database:
    """Version 1 by the editor waits for approval."""
    with database.write() as session:
        editing.save_version(session, FEE, actor=EDITOR, base=0)
        review.submit(session, "td-fee", 1, actor=EDITOR)
    return database


@pytest.fixture
def approved(submitted: Database) -> Database:
    with submitted.write() as session:
        review.approve(session, "td-fee", 1, actor=PUBLISHER)
    return submitted


def pass_checks(database: Database, number: int = 1, *, failing: CheckKind | None = None) -> None:
    with database.write() as session:
        version = pick(list_versions(session, "td-fee"), number)
        for kind in CheckKind:
            checks.keep_check(session, version, kind, passed=kind is not failing, result={"found": kind is failing})


def state_of(database: Database, number: int) -> str:
    with database.read() as session:
        return pick(list_versions(session, "td-fee"), number).state


def test_what_another_person_approved_and_all_checks_passed_goes_live(approved: Database):
    pass_checks(approved)
    with approved.write() as session:
        release.publish(session, "td-fee", actor=PUBLISHER, number=1)
    with approved.read() as session:
        assert find_article(session, "td-fee").approved_by == "wing"


@pytest.mark.promise("T24")
def test_nobody_approves_what_they_have_written(database: Database):
    author = person("wing", Role.PUBLISHER)
    with database.write() as session:
        editing.save_version(session, FEE, actor=author)
        review.submit(session, "td-fee", 1, actor=author)
    with database.write() as session, pytest.raises(PermissionDenied):
        review.approve(session, "td-fee", 1, actor=author)


@pytest.mark.promise("T24")
def test_nobody_approves_their_words_under_the_name_of_who_touched_them_last(database: Database):
    with database.write() as session:
        editing.save_version(session, FEE, actor=PUBLISHER)
        editing.save_version(session, DEARER, actor=EDITOR)
        review.submit(session, "td-fee", 2, actor=EDITOR)
    with database.write() as session, pytest.raises(PermissionDenied):
        review.approve(session, "td-fee", 2, actor=PUBLISHER)


@pytest.mark.promise("T24")
def test_a_system_with_a_key_approves_nothing(submitted: Database):
    key = replace(PUBLISHER, name="key:robot", user_id=None)
    with submitted.write() as session, pytest.raises(PermissionDenied):
        review.approve(session, "td-fee", 1, actor=key)


@pytest.mark.promise("T24")
@pytest.mark.parametrize("step", ["draft", "in_review"])
def test_what_nobody_approved_cannot_be_published(database: Database, step: str):
    with database.write() as session:
        editing.save_version(session, FEE, actor=EDITOR)
        if step == "in_review":
            review.submit(session, "td-fee", 1, actor=EDITOR)
    pass_checks(database)
    with database.write() as session, pytest.raises(TransitionNotAllowed):
        release.publish(session, "td-fee", actor=PUBLISHER)
    with database.read() as session:
        assert count_live(session) == 0


@pytest.mark.promise("T24")
def test_an_edit_after_approval_is_a_draft_again(approved: Database):
    pass_checks(approved)
    with approved.write() as session:
        editing.save_version(session, DEARER, actor=EDITOR, base=1)
    with approved.write() as session, pytest.raises(TransitionNotAllowed):
        release.publish(session, "td-fee", actor=PUBLISHER)


@pytest.mark.promise("T24")
def test_a_text_that_was_altered_past_the_desk_is_never_published(approved: Database):
    pass_checks(approved)
    with approved.write() as session:
        session.execute(text("UPDATE version_texts SET answer = 'The fee is $500.'"))
    with approved.write() as session, pytest.raises(TransitionNotAllowed, match="altered"):
        release.publish(session, "td-fee", actor=PUBLISHER)


def test_an_editor_can_neither_approve_nor_publish_nor_withdraw(approved: Database):
    pass_checks(approved)
    with approved.write() as session:
        with pytest.raises(PermissionDenied):
            review.approve(session, "td-fee", 1, actor=EDITOR)
        with pytest.raises(PermissionDenied):
            release.publish(session, "td-fee", actor=EDITOR)
        with pytest.raises(PermissionDenied):
            release.withdraw(session, "td-fee", actor=EDITOR)


def test_another_department_can_do_nothing(submitted: Database):
    stranger = person("lee", Role.PUBLISHER, "HD")
    with submitted.write() as session:
        for step in (
            lambda: editing.save_version(session, DEARER, actor=stranger),
            lambda: editing.save_version(session, replace(DEARER, department="HD"), actor=stranger),
            lambda: review.approve(session, "td-fee", 1, actor=stranger),
            lambda: review.send_back(session, "td-fee", 1, actor=stranger, reason="mine"),
            lambda: release.publish(session, "td-fee", actor=stranger),
        ):
            with pytest.raises(PermissionDenied):
                step()


def test_two_editors_at_once_get_a_conflict_and_nothing_is_overwritten(database: Database):
    with database.write() as session:
        editing.save_version(session, FEE, actor=EDITOR, base=0)
        editing.save_version(session, DEARER, actor=EDITOR, base=1)
    cheaper = replace(FEE, text={"en": ArticleText("What is the fee?", "The fee is $4.")})
    with database.write() as session, pytest.raises(EditConflict) as conflict:
        editing.save_version(session, cheaper, actor=PUBLISHER, base=1)
    assert conflict.value.newest == 2


def test_a_new_article_does_not_fall_upon_an_old_one(database: Database):
    with database.write() as session:
        editing.save_version(session, FEE, actor=EDITOR, base=0)
    with database.write() as session, pytest.raises(EditConflict):
        editing.save_version(session, DEARER, actor=PUBLISHER, base=0)


def test_a_check_that_was_not_made_blocks(approved: Database):
    with approved.write() as session, pytest.raises(PublishBlocked) as blocked:
        release.publish(session, "td-fee", actor=PUBLISHER)
    assert blocked.value.checks == ("parity", "replay")


def test_a_failed_check_blocks_until_somebody_says_why(approved: Database):
    pass_checks(approved, failing=CheckKind.PARITY)
    with approved.write() as session, pytest.raises(PublishBlocked) as blocked:
        release.publish(session, "td-fee", actor=PUBLISHER)
    assert blocked.value.checks == ("parity",)
    with approved.write() as session:
        review.explain(session, "td-fee", 1, CheckKind.PARITY, actor=EDITOR, reason="another form in Chinese")
        release.publish(session, "td-fee", actor=PUBLISHER)
    assert state_of(approved, 1) == VersionState.PUBLISHED


def test_only_a_publisher_may_override_the_replay(approved: Database):
    pass_checks(approved, failing=CheckKind.REPLAY)
    with approved.write() as session, pytest.raises(PermissionDenied):
        review.explain(session, "td-fee", 1, CheckKind.REPLAY, actor=EDITOR, reason="it must")
    with approved.write() as session, pytest.raises(InvalidInput):
        review.explain(session, "td-fee", 1, CheckKind.REPLAY, actor=PUBLISHER, reason=" ")


def test_another_finding_needs_another_reason(approved: Database):
    pass_checks(approved, failing=CheckKind.PARITY)
    with approved.write() as session:
        review.explain(session, "td-fee", 1, CheckKind.PARITY, actor=EDITOR, reason="known")
        version = pick(list_versions(session, "td-fee"), 1)
        check = checks.keep_check(session, version, CheckKind.PARITY, passed=False, result={"found": "more"})
        assert check.reason is None


def test_its_author_takes_a_draft_back_and_an_approver_sends_it_back(submitted: Database):
    with submitted.write() as session:
        review.send_back(session, "td-fee", 1, actor=EDITOR, reason="a slip")
        review.submit(session, "td-fee", 1, actor=EDITOR)
        review.approve(session, "td-fee", 1, actor=PUBLISHER)
        version = review.send_back(session, "td-fee", 1, actor=PUBLISHER, reason="the fee?")
        assert (version.state, version.approved_by) == ("draft", None)
    other = person("kit", Role.EDITOR)
    with submitted.write() as session:
        review.submit(session, "td-fee", 1, actor=EDITOR)
        with pytest.raises(PermissionDenied):
            review.send_back(session, "td-fee", 1, actor=other, reason="mine is better")
