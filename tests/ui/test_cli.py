"""Do the commands do what they say, and say in one clear line what they cannot?"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from assistant.conversations.models import AnswerRecord, Conversation, Message
from assistant.database import Database
from tests.assistant.licence_knowledge import APPROVED, TITLES
from tests.ingestion.documents.example import article, write_jsonl
from tests.ingestion.documents.pages import guidance_page
from tests.ui.conftest import write_articles
from tests.ui.talk import begin
from ui.cli import COMMANDS, cli, main

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
SLOW_IMPORTS = ("torch", "chromadb", "fastapi", "sqlalchemy", "numpy", "pydantic")


@pytest.fixture
def home(tmp_path: Path, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder of a fresh installation, which the commands find through their environment."""
    folder = tmp_path / "state"
    monkeypatch.setenv("CIVICDESK_HOME", str(folder))
    monkeypatch.setenv("CIVICDESK_EMBEDDING", "hash")
    return folder


@pytest.fixture
def filled_home(home: Path, tmp_path: Path) -> Path:
    """The same with articles that are live."""
    run("kb", "import", str(write_articles(tmp_path)), "--publish")
    return home


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def run(*arguments: str) -> str:
    """What a command that succeeds says."""
    result = invoke(*arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line in which the program says why it stops."""
    monkeypatch.setattr(sys, "argv", ["civicdesk", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    told = capsys.readouterr().err.strip()
    assert told.startswith("civicdesk: ")
    assert "\n" not in told
    return told


def write_batch(folder: Path, *rows: Any) -> Path:
    path = folder / "questions.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def answer_batch(folder: Path, *rows: Any, options: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The answers to a batch of `rows`."""
    out = folder / "answers.jsonl"
    run("ask", "--batch", str(write_batch(folder, *rows)), "--out", str(out), *options)
    return [json.loads(line) for line in out.read_text("utf-8").split("\n") if line]


def stored_turns(home: Path) -> list[tuple[str, str]]:
    """Role and text of every stored message, conversation by conversation."""
    database = Database(f"sqlite:///{home / 'civicdesk.db'}")
    with database.read() as session:
        turns = session.scalars(
            select(Message)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .order_by(Conversation.created_at, Message.sequence)
        )
        stored = [(turn.role, turn.text) for turn in turns]
    database.close()
    return stored


# The program as a whole


def test_help_names_every_command_quickly() -> None:
    seconds = []
    for _ in range(3):  # A busy machine may be slow once.
        started = time.perf_counter()
        shown = subprocess.run([sys.executable, "-m", "ui.cli", "--help"], capture_output=True, text=True, check=True)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.5
    assert [name for name in COMMANDS if f"  {name} " not in shown.stdout] == []


def test_help_loads_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys\nfrom ui.cli import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {SLOW_IMPORTS} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    assert invoke(name, "--help").exit_code == 0


def test_an_unknown_command_is_refused() -> None:
    assert invoke("fly").exit_code == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CIVICDESK_LOG_LEVEL", "LOUD"),
        ("CIVICDESK_COMPUTE_THREADS", "0"),
        ("CIVICDESK_INDEX", "best"),
        ("CIVICDESK_DATABASE_URL", "mysql://root@localhost/x"),
        ("CIVICDESK_DATABASE_URL", "nonsense"),
        ("CIVICDESK_DATABASE_URL", "sqlite:///missing/../../../../../../../dev/null/x.db"),
        ("CIVICDESK_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x"),
        ("CIVICDESK_HOME", "/dev/null/state"),
        ("CIVICDESK_CATALOGUE", "missing.json"),
        ("CIVICDESK_EMBEDDING", "./missing"),
    ],
)
def test_a_wrong_setting_stops_a_command_with_its_name(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert name in refusal(monkeypatch, capsys, "ask", "How do I renew my driving licence?")


def test_a_file_that_is_no_database_stops_a_command_with_the_settings_name(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("This is no database. " * 50)
    monkeypatch.setenv("CIVICDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'notes.txt'}")
    assert "CIVICDESK_DATABASE_URL" in refusal(monkeypatch, capsys, "handoffs")


def test_a_database_of_a_newer_release_stops_a_command(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("db", "upgrade")
    database = Database(f"sqlite:///{home / 'civicdesk.db'}")
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "9999" in refusal(monkeypatch, capsys, "handoffs")


# Asking


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_in_its_language_with_its_source(filled_home: Path, language: str) -> None:
    told = run("ask", TITLES[language])
    assert APPROVED[language] in told
    assert TITLES[language] in told
    assert "https://www.chingwan.example/td/renew-driving-licence" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_as_one_json_object(filled_home: Path, language: str) -> None:
    answer = json.loads(run("ask", TITLES[language], "--json"))
    assert (answer["outcome"], answer["status"]) == ("answered", "answered_approved_text")
    assert (answer["language"], answer["answer"]) == (language, APPROVED[language])
    assert [citation["article_id"] for citation in answer["citations"]] == ["td-renew-driving-licence"]
    assert answer["retrieved"][0]["article_id"] == "td-renew-driving-licence"
    assert {"confidence", "handoff_reason", "mode", "duration_ms"} <= set(answer)


def test_the_language_of_the_page_decides_where_the_text_does_not(filled_home: Path) -> None:
    for language in LANGUAGES:
        assert json.loads(run("ask", "123", "--language", language, "--json"))["language"] == language


def test_a_question_stores_nothing(filled_home: Path) -> None:
    run("ask", TITLES["en"])
    assert stored_turns(filled_home) == []


def test_an_empty_installation_hands_over(home: Path) -> None:
    answer = json.loads(run("ask", TITLES["en"], "--json"))
    assert (answer["outcome"], answer["retrieved"], answer["citations"]) == ("handoff", [], [])


def test_a_question_and_a_batch_together_are_refused(home: Path, tmp_path: Path) -> None:
    path = write_batch(tmp_path, {"id": "1", "question": "hello"})
    assert invoke("ask", "hello", "--batch", str(path)).exit_code == 2
    assert invoke("ask").exit_code == 2


# A batch


def test_a_batch_is_answered_line_by_line_in_order(filled_home: Path, tmp_path: Path) -> None:
    rows = [{"id": f"q{number}", "question": TITLES[LANGUAGES[number % 3]]} for number in range(70)]
    answers = answer_batch(tmp_path, *rows)
    assert [answer["id"] for answer in answers] == [f"q{number}" for number in range(70)]
    assert [answer["language"] for answer in answers] == [LANGUAGES[number % 3] for number in range(70)]
    assert {answer["outcome"] for answer in answers} == {"answered"}


def test_a_batch_without_a_file_for_its_answers_tells_them(filled_home: Path, tmp_path: Path) -> None:
    told = run("ask", "--batch", str(write_batch(tmp_path, {"id": "q1", "question": TITLES["en"]})))
    assert json.loads(told)["id"] == "q1"


def test_an_id_comes_back_as_it_was_given(filled_home: Path, tmp_path: Path) -> None:
    rows = ({"id": name, "question": "hello"} for name in (7, "7", "問題", ""))
    assert [answer["id"] for answer in answer_batch(tmp_path, *rows)] == [7, "7", "問題", ""]


def test_at_most_ten_articles_are_named_as_found(filled_home: Path, tmp_path: Path) -> None:
    [answer] = answer_batch(tmp_path, {"id": 1, "question": TITLES["en"]})
    assert [found["article_id"] for found in answer["retrieved"]][:1] == ["td-renew-driving-licence"]
    assert len(answer["retrieved"]) <= 10
    assert not {"td-internal", "td-expired", "td-future"} & {found["article_id"] for found in answer["retrieved"]}


def test_a_question_is_read_with_its_history(filled_home: Path, tmp_path: Path) -> None:
    history = [{"role": "citizen", "text": TITLES["en"]}, {"role": "assistant", "text": APPROVED["en"]}]
    rows = [
        {"id": "with", "question": "and the fee?", "history": history},
        {"id": "without", "question": "and the fee?"},
    ]
    answer_batch(tmp_path, *rows)
    assert stored_turns(filled_home)[:3] == [
        ("citizen", TITLES["en"]),
        ("assistant", APPROVED["en"]),
        ("citizen", "and the fee?"),
    ]


def test_each_question_of_a_batch_is_kept_as_a_conversation(filled_home: Path, tmp_path: Path) -> None:
    answer_batch(tmp_path, *({"id": language, "question": TITLES[language]} for language in LANGUAGES))
    assert stored_turns(filled_home) == [
        turn for language in LANGUAGES for turn in (("citizen", TITLES[language]), ("assistant", APPROVED[language]))
    ]


def test_a_batch_can_be_answered_without_keeping_anything(filled_home: Path, tmp_path: Path) -> None:
    [answer] = answer_batch(tmp_path, {"id": 1, "question": TITLES["en"]}, options=("--no-conversations",))
    assert answer["outcome"] == "answered"
    assert stored_turns(filled_home) == []


@pytest.mark.parametrize("text", ["line\u2028break", "next\u0085line", "form\u000cfeed", "nul\u0000", "🙂", "<b>"])
def test_a_batch_takes_any_text(filled_home: Path, tmp_path: Path, text: str) -> None:
    answers = answer_batch(tmp_path, {"id": text, "question": text}, {"id": "last", "question": text})
    assert [answer["id"] for answer in answers] == [text, "last"]


def test_empty_lines_and_a_byte_order_mark_are_passed_over(filled_home: Path, tmp_path: Path) -> None:
    answers = answer_batch(tmp_path, "\ufeff", "", '{"id": 1, "question": "hello"}', "   ")
    assert [answer["id"] for answer in answers] == [1]


def test_an_empty_batch_has_no_answers(filled_home: Path, tmp_path: Path) -> None:
    assert answer_batch(tmp_path) == []


GOOD = {"id": 1, "question": "hello"}


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ([1], "`id`"),
        ({"question": "hello"}, "id"),
        ({"id": None, "question": "hello"}, "id"),
        ({"id": 2}, "question"),
        ({"id": 2, "question": 7}, "question"),
        ({"id": 2, "question": "hello", "language": "fr"}, "language"),
        ({"id": 2, "question": "hello", "language": ["en"]}, "language"),
        ({"id": 2, "question": "hello", "history": "hello"}, "history"),
        ({"id": 2, "question": "hello", "history": 7}, "history"),
        ({"id": 2, "question": "hello", "history": [{"role": "king", "text": "a"}]}, "history"),
        ({"id": 2, "question": "hello", "history": [{"role": "citizen"}]}, "history"),
        ({"id": 2, "question": "hello", "history": [{"role": "citizen", "text": 7}]}, "history"),
        ({"id": 2, "question": "hello", "history": ["hello"]}, "history"),
    ],
)
def test_a_bad_line_is_named_with_its_key_and_nothing_is_answered(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    bad: Any,
    words: str,
) -> None:
    path, out = write_batch(tmp_path, GOOD, bad, GOOD), tmp_path / "answers.jsonl"
    told = refusal(monkeypatch, capsys, "ask", "--batch", str(path), "--out", str(out))
    assert "questions.jsonl line 2" in told
    assert words in told
    assert not out.exists()


def test_a_batch_that_is_no_text_is_named(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'{"id": 1, "question": "\xff"}\n')
    assert "questions.jsonl" in refusal(monkeypatch, capsys, "ask", "--batch", str(path))


def test_answers_that_cannot_be_written_are_told_before_any_work(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "missing" / "answers.jsonl"
    result = invoke("ask", "--batch", str(write_batch(tmp_path, GOOD)), "--out", str(out))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "answers.jsonl" in result.output


# Knowledge


def test_an_import_says_what_it_did(home: Path, tmp_path: Path) -> None:
    path = write_articles(tmp_path)
    assert run("kb", "import", str(path), "--publish").splitlines()[-1].startswith("1 file, 5 rows: 5 new")
    assert "5 unchanged" in run("kb", "import", str(path), "--publish")


def test_a_draft_answers_nobody(home: Path, tmp_path: Path) -> None:
    run("kb", "import", str(write_articles(tmp_path)))
    assert json.loads(run("ask", TITLES["en"], "--json"))["outcome"] == "handoff"


def test_a_page_is_tried_and_then_imported_as_a_draft_of_the_department(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "renew.html"
    path.write_text(guidance_page("zh-Hant"), "utf-8")
    for _ in range(2):
        tried = run("kb", "import", str(path), "--department", "TD", "--dry-run").splitlines()
        assert tried[-1] == "1 row: 1 new, 0 changed, 0 unchanged, 0 refused; nothing was stored"
    assert "1 new" in run("kb", "import", str(path), "--department", "TD")
    assert "1 unchanged" in run("kb", "import", str(path), "--department", "TD", "--dry-run")
    assert invoke("kb", "import", str(path), "--dry-run").exit_code == 1  # Of no department.


def test_a_refused_import_lists_every_row_and_brings_nothing_in(home: Path, tmp_path: Path) -> None:
    bad = [article(id="b", department="Nowhere"), article(id="c", effective_from="tomorrow")]
    path = write_jsonl(tmp_path / "mixed.jsonl", article(), *bad)
    result = invoke("kb", "import", str(path), "--publish")
    assert result.exit_code == 1
    assert "mixed.jsonl row 2, column department" in result.stderr
    assert "mixed.jsonl row 3, column effective_from" in result.stderr
    assert json.loads(run("ask", TITLES["en"], "--json"))["outcome"] == "handoff"


def test_the_good_rows_of_a_bad_file_can_be_brought_in(home: Path, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "mixed.jsonl", article(), article(id="b", department="Nowhere"))
    told = run("kb", "import", str(path), "--publish", "--skip-bad")
    assert "1 new" in told
    assert "1 refused" in told
    assert json.loads(run("ask", TITLES["en"], "--json"))["outcome"] == "answered"


def test_an_import_of_a_missing_file_is_refused(home: Path, tmp_path: Path) -> None:
    result = invoke("kb", "import", str(tmp_path / "missing.jsonl"))
    assert result.exit_code == 1
    assert "missing.jsonl" in result.stderr
    assert invoke("kb", "import").exit_code == 2


@pytest.mark.parametrize("extension", ["jsonl", "csv", "xlsx"])
def test_what_is_exported_can_be_imported_without_a_change(filled_home: Path, tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"export.{extension}"
    assert run("kb", "export", str(path)).startswith("5 articles")
    assert "5 unchanged" in run("kb", "import", str(path), "--publish")


def test_an_export_that_cannot_be_written_says_so(filled_home: Path, tmp_path: Path) -> None:
    result = invoke("kb", "export", str(tmp_path / "missing" / "export.jsonl"))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "export.jsonl" in result.output


def test_an_export_in_an_unknown_format_says_so(
    filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ".jsonl" in refusal(monkeypatch, capsys, "kb", "export", str(tmp_path / "export.pdf"))


def test_a_withdrawn_article_answers_nobody(filled_home: Path) -> None:
    assert "withdrawn" in run("kb", "withdraw", "td-renew-driving-licence", "--reason", "the fee changed")
    answer = json.loads(run("ask", TITLES["en"], "--json"))
    shown = [*answer["citations"], *answer["retrieved"]]
    assert "td-renew-driving-licence" not in [article["article_id"] for article in shown]


def test_an_article_that_is_not_there_cannot_be_withdrawn(
    filled_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "td-nothing" in refusal(monkeypatch, capsys, "kb", "withdraw", "td-nothing")


def test_the_index_can_be_built_anew(filled_home: Path) -> None:
    assert "passages in the exact index" in run("kb", "reindex")
    assert json.loads(run("ask", TITLES["en"], "--json"))["outcome"] == "answered"


# Records


def test_the_schema_is_brought_up_and_its_password_never_shown(home: Path) -> None:
    assert "the schema is the newest" in run("db", "upgrade")
    assert "the schema is the newest" in run("db", "upgrade")


def test_who_waits_for_a_person_is_listed(home: Path) -> None:
    from starlette.testclient import TestClient

    from assistant.settings import load_settings
    from ui.app import create_app

    assert run("handoffs") == "nobody is waiting\n"
    assert run("handoffs", "--json") == ""
    with TestClient(create_app(load_settings())) as client:
        handoff = begin(client, language="zh-Hant").post("handoff", {"note": "請早上致電"}).json()
    assert handoff["reference"] in run("handoffs")
    listed = json.loads(run("handoffs", "--json"))
    assert (listed["reference"], listed["language"], listed["note"]) == (handoff["reference"], "zh-Hant", "請早上致電")
    assert (listed["contact"], listed["state"], listed["agent"]) == (None, "waiting", None)


def test_an_answer_of_a_batch_keeps_how_it_came_about(filled_home: Path, tmp_path: Path) -> None:
    answer_batch(tmp_path, {"id": 1, "question": TITLES["en"]})
    database = Database(f"sqlite:///{filled_home / 'civicdesk.db'}")
    with database.read() as session:
        [record] = session.scalars(select(AnswerRecord)).all()
    database.close()
    assert [step["step"] for step in record.trace] == [
        "protect",
        "screen",
        "understand",
        "retrieve",
        "decide",
        "heed_topics",
        "compose",
    ]
