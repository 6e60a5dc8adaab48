"""Does the code keep the promises that a program can check?  DESIGN in short: the staircase, the words, the records."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from assistant.accounts.permissions import Permission
from assistant.database import NEWEST_MIGRATION, Database
from assistant.settings import PREFIX, Settings, load_settings
from tests.source_code import (
    STAIRCASE,
    FunctionNode,
    called_attributes,
    called_names,
    defined_names,
    imported_packages,
    list_modules,
    parse,
    top_functions,
)
from tests.tracked_files import ROOT, list_files, read_texts, size_faults, whitespace_faults
from ui.api import PUBLIC_ROUTES, SIGNED_IN_ROUTES
from ui.app import create_app
from ui.staff_access import SIGN_IN_CHECKS

FORBIDDEN_WORDS = frozenset({"ticket", "tickets", "chunk", "chunks", "bot", "bots", "chatbot"})
FORBIDDEN_NAMES = frozenset({"user_msg"})
FORBIDDEN_MODULES = frozenset(
    "base common helper helpers impl manager managers misc tools util utils utilities".split()
)
STATIC_ROUTES = frozenset({"/openapi.json", "/web"})
"""Files and the description of the API: the same for everybody."""
GUARDED_PAGES = frozenset({"/staff/agent", "/staff/board", "/staff/cases", "/staff/knowledge"})
"""Applications of their own, which `mount_staff_page` lets through to who holds the permission."""
AUDITED_MODULES = (
    Path("assistant/accounts/accounts.py"),
    Path("assistant/accounts/api_keys.py"),
    Path("assistant/cases/alert_list.py"),
    Path("assistant/cases/handling.py"),
    Path("assistant/cases/merging.py"),
    Path("assistant/cases/learning.py"),
    Path("assistant/cases/opening.py"),
    Path("assistant/cases/referrals.py"),
    Path("assistant/cases/splitting.py"),
    Path("assistant/conversations/claims.py"),
    Path("assistant/conversations/replies.py"),
    Path("assistant/outgoing/webhook_register.py"),
    Path("assistant/personal_data/requests.py"),
    Path("ingestion/documents/imports.py"),
    Path("ingestion/documents/sources.py"),
    Path("ingestion/mail/set_aside.py"),
    Path("knowledge_base/desk/comments.py"),
    Path("knowledge_base/consistency/conflicts.py"),
    Path("knowledge_base/editing.py"),
    Path("knowledge_base/gaps/deciding.py"),
    Path("knowledge_base/golden.py"),
    Path("knowledge_base/release.py"),
    Path("knowledge_base/review.py"),
    Path("knowledge_base/recalls/deciding.py"),
    Path("knowledge_base/recalls/opening.py"),
    Path("knowledge_base/register.py"),
    Path("assistant/switches/off_switches.py"),
)
WRITING_CALLS = frozenset({"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings"})
WRITING_STATEMENTS = frozenset({"insert", "update", "delete", "move", "open_case", "record_step"})
"""SQLAlchemy's, and those with which a case begins and a handoff or a case goes on."""

# Written in pieces so that this file does not break its own rule.
MACHINE_PATHS = re.compile("/" + "(?:root|work|tmp|home|farm)/")
REGISTRY_HOSTS = re.compile(
    r"\b(?:"
    + "|".join(["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com"])
    + "|"
    + "|".join(["deb" + ".debian.org", "crates" + ".io", "proxy.go" + "lang.org"])
    + r")\b"
)
ADDRESS = re.compile(r"https?://\S+")
SILENCED = re.compile(r"# (?:noqa|type: ignore|pragma: no cover|nosec)")
SILENCED_FOR_A_REASON = re.compile(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])  # \S.*\.$")


# The staircase


def test_each_package_imports_only_to_its_left() -> None:
    wrong = [
        f"{module}:{line} imports {package}"
        for module in list_modules()
        for line, package in imported_packages(parse(module))
        if package in STAIRCASE and STAIRCASE.index(package) > STAIRCASE.index(module.parts[0])
    ]
    assert wrong == []


def test_no_package_imports_the_tests() -> None:
    assert [str(m) for m in list_modules() for _, package in imported_packages(parse(m)) if package == "tests"] == []


def test_nothing_hides_the_builtin_eval() -> None:
    wrong = [
        f"{module}:{node.lineno}"
        for module in list_modules(tests=True)
        for node in ast.walk(parse(module))
        if isinstance(node, ast.Import)
        and any((alias.asname or alias.name.split(".")[0]) == "eval" for alias in node.names)
    ]
    assert wrong == []


def test_every_folder_with_code_is_a_package() -> None:
    # The migrations' folder is read by Alembic file by file and is never imported.
    folders = {module.parent for module in list_modules(tests=True)} - {
        Path("assistant/migrations"),
        Path("assistant/migrations/versions"),
    }
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").is_file()] == []


# Words


def words_of(name: str) -> set[str]:
    """The words of an identifier, in lower case: `ArticleVersion` and `article_version` both give article, version."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_").split("_"))


def test_names_use_the_words_of_the_field() -> None:
    wrong = [
        f"{module}:{line} {name}"
        for module in list_modules(tests=True)
        for line, name in defined_names(parse(module))
        if words_of(name) & FORBIDDEN_WORDS or name.lower() in FORBIDDEN_NAMES
    ]
    assert wrong == []


def test_a_module_is_named_for_what_it_holds() -> None:
    wrong = [
        str(module)
        for module in list_modules(tests=True)
        if FORBIDDEN_MODULES & {part.removeprefix("test_") for part in module.with_suffix("").parts}
    ]
    assert wrong == []


def test_every_module_opens_with_a_sentence() -> None:
    wrong = [
        str(module)
        for module in list_modules()
        if not (ast.get_docstring(parse(module)) or "").split("\n")[0].rstrip().endswith((".", "?", ":", "`"))
    ]
    assert wrong == []


# Settings


def setting_names() -> set[str]:
    return {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_setting_has_a_description() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_setting_is_in_the_readme_and_no_other_is() -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z0-9_]+", (ROOT / "README.md").read_text("utf-8")))
    assert {name for name in named if not name.startswith(f"{PREFIX}TEST_")} == setting_names()


def test_every_setting_is_in_the_example_with_a_comment() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    assignments = {line.split("=")[0]: number for number, line in enumerate(lines) if line and not line.startswith("#")}
    assert set(assignments) == setting_names()
    assert [name for name, number in assignments.items() if not lines[number - 1].startswith("# ")] == []


def test_the_example_shows_the_defaults(clean_environment: None) -> None:
    assert load_settings(_env_file=ROOT / ".env.example") == load_settings(_env_file=None)


# Permissions and records


def declared_permissions(dependant: Dependant) -> Iterator[Permission]:
    """The permissions that a route's dependencies carry in their attribute `permission`, at any depth."""
    for dependency in dependant.dependencies:
        permission = getattr(dependency.call, "permission", None)
        if isinstance(permission, Permission):
            yield permission
        yield from declared_permissions(dependency)


def asks_to_sign_in(dependant: Dependant) -> bool:
    """True when a route is for whoever has signed in."""
    return any(d.call in SIGN_IN_CHECKS or asks_to_sign_in(d) for d in dependant.dependencies)


def test_every_route_is_public_on_purpose_or_declares_a_permission(settings: Settings) -> None:
    routes = list(iter_route_contexts(create_app(settings).routes))
    services = [route for route in routes if isinstance(route.original_route, APIRoute)]
    assert {route.path for route in routes if route not in services} == STATIC_ROUTES | GUARDED_PAGES
    unprotected = [route for route in services if not list(declared_permissions(route.dependant))]
    assert names_of(r for r in unprotected if not asks_to_sign_in(r.dependant)) == set(PUBLIC_ROUTES)
    assert names_of(r for r in unprotected if asks_to_sign_in(r.dependant)) == set(SIGNED_IN_ROUTES)


def names_of(routes: Iterable[RouteContext]) -> set[str]:
    return {f"{method} {route.path}" for route in routes for method in route.methods or ()}


def writes_directly(function: FunctionNode) -> bool:
    """True when the function's own text adds, removes or changes rows."""
    if any(owner == "session" and name in WRITING_CALLS for owner, name in called_attributes(function)):
        return True
    if WRITING_STATEMENTS & set(called_names(function)):
        return True
    stored = (n for n in ast.walk(function) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store))
    return any(not (isinstance(node.value, ast.Name) and node.value.id == "self") for node in stored)


def writes(name: str, functions: dict[str, FunctionNode]) -> bool:
    """True when the function `name`, or one of the module that it calls, changes rows."""
    own = functions[name]
    return writes_directly(own) or any(writes(other, functions) for other in called_names(own) if other in functions)


def count_audit_events(name: str, functions: dict[str, FunctionNode]) -> int:
    """In how many places the function `name`, and those of the module that it calls, write an audit event."""
    called = called_names(functions[name])
    return called.count("record_event") + sum(count_audit_events(c, functions) for c in called if c in functions)


@pytest.mark.parametrize("module", AUDITED_MODULES, ids=str)
def test_every_mutation_writes_one_audit_event(module: Path) -> None:
    functions = top_functions(parse(module))
    mutations = {name for name in functions if not name.startswith("_") and writes(name, functions)}
    assert mutations
    assert {name: count_audit_events(name, functions) for name in mutations} == dict.fromkeys(mutations, 1)


@pytest.mark.parametrize("module", AUDITED_MODULES, ids=str)
def test_every_mutation_asks_for_a_permission(module: Path) -> None:
    functions = top_functions(parse(module))
    mutations = {name for name in functions if not name.startswith("_") and writes(name, functions)}
    assert [n for n in mutations if ("actor", "require") not in set(called_attributes(functions[n]))] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(session):\n    session.add(1)", True),
        ("def f(session, row):\n    row.state = 'live'", True),
        ("def f(session):\n    session.execute(update(Row))", True),
        ("def f(session):\n    _g(session)\ndef _g(session):\n    session.delete(1)", True),
        ("def f(session):\n    return session.scalar(select(Row))", False),
    ],
    ids=["adds", "changes", "updates", "through another", "only reads"],
)
def test_a_mutation_is_recognised(source: str, *, expected: bool) -> None:
    assert writes("f", top_functions(ast.parse(source))) is expected


def test_only_the_edge_of_a_transaction_commits() -> None:
    wrong = [
        str(module)
        for module in list_modules()
        if module != Path("assistant/database.py")
        and any(name == "commit" for _, name in called_attributes(parse(module)))
    ]
    assert wrong == []


def test_there_is_one_newest_migration(sqlite_database: Database) -> None:
    assert ScriptDirectory.from_config(sqlite_database.alembic_config()).get_heads() == [NEWEST_MIGRATION]


# The repository


def test_no_file_names_a_path_of_one_machine() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path, text in read_texts()
        if (found := MACHINE_PATHS.search(ADDRESS.sub("", text)))
    ]
    assert wrong == []


def test_no_file_names_the_host_of_a_registry() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {m.group()}" for path, text in read_texts() if (m := REGISTRY_HOSTS.search(text))
    ]
    assert wrong == []


def test_every_check_that_is_silenced_says_which_and_why() -> None:
    wrong = [
        f"{module}:{number}"
        for module in list_modules(tests=True)
        for number, line in enumerate((ROOT / module).read_text("utf-8").splitlines(), start=1)
        if SILENCED.search(line) and not SILENCED_FOR_A_REASON.search(line)
    ]
    assert wrong == []


def test_no_file_has_stray_white_space() -> None:
    assert {str(path): faults for path, text in read_texts() if (faults := whitespace_faults(text))} == {}


def test_no_file_is_large() -> None:
    assert {str(path): faults for path in list_files() if (faults := size_faults(path))} == {}
