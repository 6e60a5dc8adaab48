"""What does the code say about itself?  Its modules, imports, names and calls, read without running anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.tracked_files import ROOT, list_files

STAIRCASE = ("assistant", "knowledge_base", "ingestion", "eval", "ui")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def list_modules(*, tests: bool = False) -> list[Path]:
    """Every Python file of the five packages, and those of `tests/` when asked, as paths below the repository."""
    packages = {*STAIRCASE, *(["tests"] if tests else [])}
    return [
        path
        for path in (file.relative_to(ROOT) for file in list_files())
        if path.suffix == ".py" and path.parts[0] in packages
    ]


@cache
def parse(module: Path) -> ast.Module:
    """The syntax tree of a path that `list_modules` gave."""
    return ast.parse((ROOT / module).read_text("utf-8"), filename=str(module))


def imported_packages(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and top-level name of every absolute import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]


def defined_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of everything the module gives a name to: functions, classes, arguments, variables, attributes."""
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def top_functions(tree: ast.Module) -> dict[str, FunctionNode]:
    """The module's own functions by name, without methods."""
    return {node.name: node for node in tree.body if isinstance(node, FunctionNode)}


def called_names(function: ast.AST) -> list[str]:
    """Plain names that the function calls, once for each place in which it does."""
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return [call.func.id for call in calls if isinstance(call.func, ast.Name)]


def called_attributes(function: ast.AST) -> Iterator[tuple[str, str]]:
    """(`session`, `add`) for each call `session.add(…)`; the first is empty when it is not a plain name."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            yield (owner.id if isinstance(owner, ast.Name) else ""), node.func.attr
