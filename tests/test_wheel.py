"""Does the built package hold everything that the service needs, and run without the checkout?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.source_code import STAIRCASE
from tests.tracked_files import ROOT, list_files

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is in the repository, because building writes beside the sources."""
    folder = tmp_path_factory.mktemp("checkout")
    for file in list_files():
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return folder


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    """The built wheel; nothing is downloaded for it."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*command, "--no-build-isolation", "-w", "dist", "."], cwd=checkout, check=True)
    [built] = (checkout / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content in a folder that holds nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, workplace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the wheel's packages, in a folder from which the checkout cannot be seen."""
    # -S would hide the installed libraries too; an editable checkout comes behind PYTHONPATH and so is never reached.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CIVICDESK_")}
    environment |= {"PYTHONPATH": str(installed), "CIVICDESK_HOME": str(workplace / "var")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=workplace, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_wheel_has_every_file_of_the_packages(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        file.relative_to(ROOT).as_posix() for file in list_files() if file.relative_to(ROOT).parts[0] in STAIRCASE
    }
    assert sorted(wanted - held) == []


@pytest.mark.parametrize(
    "name",
    [
        "assistant/cases/catalogue.json",
        "assistant/migrations/env.py",
        "assistant/migrations/script.py.mako",
        "assistant/migrations/versions/0001_first_records.py",
        "ui/web/index.html",
    ],
)
def test_the_wheel_has_what_code_opens_by_name(wheel: Path, name: str) -> None:
    assert name in zipfile.ZipFile(wheel).namelist()


def test_the_wheel_has_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in tops if not name.startswith("civicdesk-")} == set(STAIRCASE)
    assert not [n for n in zipfile.ZipFile(wheel).namelist() if n.endswith(".pyc") or "__pycache__" in n]


def test_the_wheel_carries_its_licence_and_its_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [records] = {name.split("/")[0] for name in archive.namelist() if name.startswith("civicdesk-")}
    assert "Apache License" in archive.read(f"{records}/licenses/LICENSE").decode()
    assert "civicdesk = ui.cli:main" in archive.read(f"{records}/entry_points.txt").decode()


def test_the_command_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    shown = run(installed, tmp_path, "-c", "import ui.cli; print(ui.cli.__file__)")
    assert shown.stdout.strip() == str(installed / "ui" / "cli.py"), shown.stderr
    helped = run(installed, tmp_path, "-m", "ui.cli", "--help")
    assert helped.returncode == 0, helped.stderr
    assert {"ask", "serve", "kb", "db"} <= set(helped.stdout.split())


def test_the_database_is_made_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    made = run(installed, tmp_path, "-m", "ui.cli", "db", "upgrade")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "var" / "civicdesk.db").is_file()


def test_the_shipped_data_is_read_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    read = run(
        installed,
        tmp_path,
        "-c",
        "from assistant.cases.catalogue import load_catalogue; print(len(load_catalogue().categories))",
    )
    assert read.stdout.strip() == "52", read.stderr
