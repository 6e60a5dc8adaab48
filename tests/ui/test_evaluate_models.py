"""Does `civicdesk eval answers --compare` let through what is as good, and nothing that is worse?"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import operator
from assistant.audit import AuditEvent
from assistant.cases.catalogue import load_catalogue
from assistant.settings import load_settings
from knowledge_base import golden
from knowledge_base.golden import Golden
from tests.assistant.licence_knowledge import TITLES
from tests.chat_server import chat_server
from tests.chat_server.behaviours import BEHAVIOURS
from tests.chat_server.passages import read_shown
from tests.chat_server.requests import step_of
from tests.ui.command_line import filled_home, home, invoke
from ui.service import open_database

__all__ = ["filled_home", "home"]

LICENCE = "td-renew-driving-licence"


@pytest.fixture
def golden_home(filled_home: Path) -> Path:
    """One golden question a language."""
    with closing(open_database(load_settings())) as database, database.write() as session:
        for language, title in TITLES.items():
            asked = Golden("TD", language, title, LICENCE)
            golden.add_golden(session, asked, actor=operator(), catalogue=load_catalogue())
    return filled_home


def write_candidate(folder: Path, url: str) -> Path:
    path = folder / "candidate.toml"
    path.write_text(f'[compose]\nmodel = "small"\nbase_url = "{url}"\n', "utf-8")
    return path


def saying_the_fee_alone(request: dict[str, Any]) -> str:
    """What stands last in the passage: true, and not what was asked."""
    if step_of(request) != "Composed":
        return BEHAVIOURS["faithful"](request)
    passage = read_shown(request).passages[0]
    sentences = [{"text": passage.sentences[-1], "sources": [passage.number]}]
    return json.dumps({"completeness": "full", "sentences": sentences, "missing": ""}, ensure_ascii=False)


def test_a_candidate_that_is_as_good_passes_and_is_promoted(golden_home: Path, tmp_path: Path):
    with chat_server(BEHAVIOURS["faithful"]) as server:
        candidate = write_candidate(tmp_path, server.url)
        told = invoke("eval", "answers", "--compare", str(candidate), "--golden", "--promote", "--out", str(tmp_path))
        assert server.requests
    assert told.exit_code == 0, (told.output, told.exception)
    assert "passed" in told.stdout.splitlines()
    assert 'model = "small"' in (golden_home / "models.toml").read_text("utf-8")
    with closing(open_database(load_settings())) as database, database.read() as session:
        assert "models.promote" in set(session.scalars(select(AuditEvent.action)))


def test_a_candidate_that_says_less_falls_is_named_and_is_not_promoted(golden_home: Path, tmp_path: Path):
    with chat_server(saying_the_fee_alone) as server:
        candidate = write_candidate(tmp_path, server.url)
        told = invoke("eval", "answers", "--compare", str(candidate), "--golden", "--promote", "--out", str(tmp_path))
    assert told.exit_code == 1, (told.output, told.exception)
    assert "FALLS" in told.stdout
    assert "lost: golden-" in told.stdout
    assert not (golden_home / "models.toml").exists()
    (run,) = tmp_path.glob("answers-*")
    assert json.loads((run / "results.json").read_text("utf-8"))["passed"] is False


@pytest.mark.parametrize(
    "arguments", [["truth", "--judge"], ["answers", "--promote"], ["answers", "--golden"]], ids=" ".join
)
def test_options_that_do_not_belong_together_are_refused(home: Path, arguments: list[str]):
    told = invoke("eval", *arguments)
    assert told.exit_code == 2
    assert "belong to" in told.output


def test_a_candidate_that_cannot_be_read_is_refused_before_anything_is_asked(golden_home: Path, tmp_path: Path):
    path = tmp_path / "candidate.toml"
    path.write_text('[composing]\nmodel = "small"\n', "utf-8")
    assert "no such step" in str(invoke("eval", "answers", "--compare", str(path), "--golden").exception)
