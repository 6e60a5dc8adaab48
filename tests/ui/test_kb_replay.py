"""Does `civicdesk kb replay` say what a draft would change, and how long may two thousand questions take?"""

from __future__ import annotations

import json
import os
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.settings import load_settings
from knowledge_base import editing, golden
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.golden import Golden
from knowledge_base.knowledge_base import open_knowledge_base
from knowledge_base.register import live_contents
from knowledge_base.rehearsal import rehearse
from knowledge_base.replays.comparison import Kind, ReplayQuestion, compare, judge
from tests.assistant.licence_knowledge import TITLES
from tests.running_service import copy_samples
from tests.ui.conftest import install
from ui.cli import cli
from ui.service import open_database

LICENCE = "td-renew-driving-licence"
IS_LONG = bool(os.environ.get("CIVICDESK_TEST_KILLS"))
QUESTIONS = 2_000 if IS_LONG else 100
LONGEST_SECONDS = 60.0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One golden question a language, and a draft that takes them all."""
    settings = install(tmp_path / "state")
    monkeypatch.setenv("CIVICDESK_HOME", str(settings.home))
    monkeypatch.setenv("CIVICDESK_EMBEDDING", "hash")
    thief = ArticleContent(
        "td:thief", "TD", {language: ArticleText(f"{title} ", "Ask.", (title,)) for language, title in TITLES.items()}
    )
    with closing(open_database(settings)) as database, database.write() as session:
        editing.save_version(session, thief, actor=operator())
        for language, title in TITLES.items():
            asked = Golden("TD", language, title, LICENCE)
            golden.add_golden(session, asked, actor=operator(), catalogue=load_catalogue())
    return settings.home


def test_a_draft_that_loses_golden_questions_ends_the_command_with_one(home: Path):
    result = CliRunner().invoke(cli, ["kb", "replay", "--draft", "td:thief"])
    assert result.exit_code == 1, result.output
    assert result.stdout.count("FALLS") == 3
    assert f"answered {LICENCE} -> answered td:thief" in result.stdout
    assert result.stdout.splitlines()[-1] == "not passed"


def test_a_draft_is_named_with_its_version_too_and_told_as_one_object(home: Path):
    result = CliRunner().invoke(cli, ["kb", "replay", "--draft", "td:thief:1", "--days", "0", "--json"])
    assert json.loads(result.stdout)["golden"]["by_group"][0]["lost"] == 1


def test_what_is_live_alone_passes(home: Path):
    assert CliRunner().invoke(cli, ["kb", "replay"]).exit_code == 0


def test_an_article_that_nobody_knows_is_an_error(home: Path):
    assert CliRunner().invoke(cli, ["kb", "replay", "--draft", "td-nothing"]).exit_code != 0


@pytest.mark.promise("M8")
def test_two_thousand_questions_are_asked_of_draft_and_live_within_a_minute(citizen_home: Path, tmp_path: Path):
    """By the packaged embedding, of processor time, as the machine may be shared; a twentieth of them in a short run.

    Every question is another one, so that no vector is made only once.
    """
    copy_samples(citizen_home, tmp_path)
    settings = load_settings(_env_file=None, home=tmp_path)
    with closing(open_database(settings)) as database, closing(open_knowledge_base(settings, database)) as knowledge:
        with database.read() as session:
            contents = list(live_contents(session))
        titles = [(text.question, language) for content in contents for language, text in content.text.items()]
        questions = [
            ReplayQuestion(f"{title} {number}", language, Kind.ASKED)
            for number in range(QUESTIONS)
            for title, language in [titles[number % len(titles)]]
        ]
        knowledge.refresh()
        knowledge.warm_up()
        started = time.process_time()
        draft = rehearse(database, knowledge, [contents[0]])
        pairs = compare(questions, knowledge, draft, catalogue=load_catalogue())
        seconds = time.process_time() - started
    assert judge(pairs, margin=0)["questions"] == {"asked": QUESTIONS, "same": QUESTIONS, "changed": 0}
    # What is compiled at the first question counts once, however many are asked.
    assert seconds <= max(10.0, LONGEST_SECONDS * QUESTIONS / 2_000)
