"""When may another choice of models serve?"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import Actor, operator
from assistant.answering.answer import Answer
from assistant.audit import AuditEvent
from assistant.database import Database
from assistant.errors import InvalidInput, PermissionDenied
from assistant.language_models.chosen import NO_MODELS, Models, ModelStep
from assistant.language_models.models_file import ModelsFile, StepModel, read_models_file
from eval.answers.comparing import Comparison, compare_models
from eval.answers.promoting import promote_models
from eval.answers.scoring import Scored, score_all
from eval.datasets.questions import KnownQuestion
from tests.eval.answers.one_article import ARTICLES, DOG, answered, asked, handed_over, known, similarities

CANDIDATE = Models()
HANT = known("狗牌幾錢？", language="zh-Hant")
RIGHT = [answered(), answered(), answered(DOG.text["zh-Hant"].answer, language="zh-Hant")]
FILE = ModelsFile(steps={ModelStep.COMPOSE: StepModel(model="large", prompts={"compose": "compose_1"})})


def compare(
    now: Sequence[Answer], then: Sequence[Answer], *, questions: Sequence[KnownQuestion] = (known(), known(), HANT)
) -> Comparison:
    """Two questions in English and one in Traditional Chinese, or others, answered as told."""

    def ask(models: Models) -> list[Scored]:
        answers = then if models is CANDIDATE else now
        return score_all([asked(q, a) for q, a in zip(questions, answers, strict=True)], ARTICLES, similarities)

    return compare_models(ask, NO_MODELS, CANDIDATE)


def test_a_candidate_that_loses_nothing_passes():
    comparison = compare([handed_over(), *RIGHT[1:]], RIGHT)
    assert comparison.passed
    assert comparison.lost == []
    assert comparison.table().splitlines()[-1] == "passed"


def test_one_language_that_falls_is_enough_whatever_is_gained_elsewhere():
    comparison = compare([handed_over(), handed_over(), RIGHT[2]], [*RIGHT[:2], handed_over("zh-Hant")])
    assert not comparison.passed
    assert [(group["language"], group["lost"], group["falls"]) for group in comparison.groups] == [
        ("en", 0, False),
        ("zh-Hant", 1, True),
    ]
    told = comparison.table()
    assert "FALLS" in told
    assert "lost: q (zh-Hant) answered_approved_text -> handoff_low_confidence" in told
    assert comparison.results()["right_candidate"] == 2


def test_a_wrong_value_loses_a_question_though_it_is_answered_still():
    assert not compare(RIGHT, [answered("It costs $90."), *RIGHT[1:]]).passed
    assert not compare(RIGHT, [answered("Bring the dog to a centre."), *RIGHT[1:]]).passed


def test_of_however_many_questions_none_may_be_lost():
    comparison = compare([answered()] * 200, [handed_over(), *[answered()] * 199], questions=[known()] * 200)
    assert not comparison.passed
    assert [(group["lost"], group["margin"]) for group in comparison.groups] == [(1, 0)]


def test_a_promotion_writes_the_file_and_one_audit_event(database: Database, tmp_path: Path):
    path = tmp_path / "state" / "models.toml"
    with database.write() as session:
        promote_models(session, FILE, path, comparison=compare(RIGHT, RIGHT), actor=operator())
    assert read_models_file(path) == FILE
    with database.read() as session:
        (event,) = session.scalars(select(AuditEvent))
    assert (event.action, event.actor) == ("models.promote", "operator")
    assert event.detail["steps"] == {"compose": ["large", "compose_1"]}
    assert (event.detail["asked"], event.detail["lost"]) == (3, 0)


def test_what_falls_is_not_promoted(database: Database, tmp_path: Path):
    path = tmp_path / "models.toml"
    path.write_text('[compose]\nmodel = "old"\n', "utf-8")
    fallen = compare(RIGHT, [handed_over(), *RIGHT[1:]])
    with pytest.raises(InvalidInput, match="falls"), database.write() as session:
        promote_models(session, FILE, path, comparison=fallen, actor=operator())
    assert tomllib.loads(path.read_text("utf-8"))["compose"]["model"] == "old"
    with database.read() as session:
        assert not list(session.scalars(select(AuditEvent)))


def test_only_who_may_promotes(database: Database, tmp_path: Path):
    nobody = Actor("nobody", frozenset())
    with pytest.raises(PermissionDenied), database.write() as session:
        promote_models(session, FILE, tmp_path / "m.toml", comparison=compare(RIGHT, RIGHT), actor=nobody)
    assert not (tmp_path / "m.toml").exists()
