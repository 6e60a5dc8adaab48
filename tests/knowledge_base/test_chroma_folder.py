"""Is Chroma's folder opened only by its owner, and only as it was left?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from knowledge_base.chroma_folder import ChromaFolder


def leave_files(home: Path) -> Path:
    """A folder that was used and given back in order; returns one of its files."""
    folder = ChromaFolder(home)
    (folder.path / "graph").mkdir()
    file = folder.path / "graph" / "links.bin"
    file.write_bytes(b"0123456789" * 100)
    folder.release()
    return file


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    folder = ChromaFolder(tmp_path / "state")
    assert list(folder.path.iterdir()) == []
    folder.release()


def test_files_that_were_sealed_are_found_again(tmp_path: Path) -> None:
    file = leave_files(tmp_path)
    folder = ChromaFolder(tmp_path)
    assert file.read_bytes() == b"0123456789" * 100
    folder.release()


@pytest.mark.parametrize("damage", ["a flipped bit", "a cut", "a file gone", "a file more", "a file for the folder"])
def test_damaged_files_are_removed_and_the_next_owner_starts_anew(tmp_path: Path, damage: str) -> None:
    file = leave_files(tmp_path)
    if damage == "a flipped bit":
        content = bytearray(file.read_bytes())
        content[500] ^= 1
        file.write_bytes(content)
    elif damage == "a cut":
        file.write_bytes(file.read_bytes()[:-1])
    elif damage == "a file gone":
        (file.parent / "second").touch()
        file.unlink()
    elif damage == "a file more":
        (file.parent / "second").touch()
    else:
        file.unlink()
        file.parent.rmdir()
        file.parent.parent.rmdir()
        file.parent.parent.write_text("not a folder")
    with pytest.raises(IndexUnavailable, match="damaged"):
        ChromaFolder(tmp_path)
    folder = ChromaFolder(tmp_path)
    assert list(folder.path.iterdir()) == []
    folder.release()


def test_a_deleted_folder_is_made_anew(tmp_path: Path) -> None:
    file = leave_files(tmp_path)
    file.unlink()
    file.parent.rmdir()
    file.parent.parent.rmdir()
    folder = ChromaFolder(tmp_path)
    assert list(folder.path.iterdir()) == []
    folder.release()


@pytest.mark.parametrize("seal", ["", "[]", "{}", "\x00", '{"chroma/graph/links.bin": 5}'])
def test_files_under_a_damaged_seal_are_not_trusted(tmp_path: Path, seal: str) -> None:
    leave_files(tmp_path)
    (tmp_path / "chroma.seal").write_text(seal)
    with pytest.raises(IndexUnavailable, match="damaged"):
        ChromaFolder(tmp_path)


def test_a_folder_in_which_something_failed_is_not_opened_again(tmp_path: Path) -> None:
    leave_files(tmp_path)
    folder = ChromaFolder(tmp_path)
    folder.in_order = False
    folder.release()
    folder = ChromaFolder(tmp_path)
    assert list(folder.path.iterdir()) == []
    folder.release()


def test_the_folder_of_a_killed_owner_is_built_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    program = (
        "import os, pathlib, sys\n"
        "from knowledge_base.chroma_folder import ChromaFolder\n"
        "folder = ChromaFolder(pathlib.Path(sys.argv[1]))\n"
        "(folder.path / 'half').write_text('half')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert killed.returncode == -9
    folder = ChromaFolder(tmp_path)
    assert list(folder.path.iterdir()) == []
    assert "not closed in order" in caplog.text
    folder.release()


def test_only_one_owner_at_a_time(tmp_path: Path) -> None:
    folder = ChromaFolder(tmp_path)
    with pytest.raises(IndexUnavailable, match="another process"):
        ChromaFolder(tmp_path)
    folder.release()
    ChromaFolder(tmp_path).release()


def test_releasing_twice_is_no_error(tmp_path: Path) -> None:
    folder = ChromaFolder(tmp_path)
    folder.release()
    folder.release()


def test_a_state_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IndexUnavailable, match="cannot be opened"):
        ChromaFolder(tmp_path / "file" / "state")
