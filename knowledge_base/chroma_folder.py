"""Who may open the folder of an embedded Chroma, and are its files still as they were left?

Chroma's compiled core ends the whole process, by an abort or a segmentation fault, when it reads damaged files; and a
process that has searched once never sees what another process writes.  So one process at a time owns the folder, and
opens it only when every file is as the last owner sealed it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
from pathlib import Path

from assistant.errors import IndexUnavailable

logger = logging.getLogger(__name__)


class ChromaFolder:
    """The folder `chroma` of a state folder, owned by this process until `release`."""

    def __init__(self, home: Path) -> None:
        """Take the folder and check it.

        Raises IndexUnavailable when another process owns it, or when its files are damaged; damaged files are removed,
        so that the next owner starts with an empty folder.
        """
        self.path = home / "chroma"
        self.in_order = True
        """False once something failed inside: then the files are not sealed, and the next owner starts anew."""
        self._seal = home / "chroma.seal"
        self._owner = os.getpid()
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._lock = (home / "chroma.lock").open("a")
        except OSError as error:
            raise IndexUnavailable("the folder of Chroma cannot be opened") from error
        try:
            self._take()
        except BaseException:
            self._lock.close()
            raise

    def release(self) -> None:
        """Seal the files and give the folder back; nothing may write to them any more.  A second call does nothing."""
        # A forked child holds the same lock file and must not give back what its parent still uses.
        if self._lock.closed or os.getpid() != self._owner:
            return
        try:
            if self.in_order:
                self._seal.write_text(json.dumps(_digests(self.path)), "utf-8")
        except OSError:
            # Without a seal the next owner starts with an empty folder.
            logger.warning("the folder of Chroma cannot be sealed", exc_info=True)
        finally:
            self._lock.close()

    def _take(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexUnavailable(
                "another process owns the folder of Chroma; several processes need a Chroma server"
            ) from error
        try:
            self._open_sealed()
        except OSError as error:
            raise IndexUnavailable("the folder of Chroma cannot be read or written") from error

    def _open_sealed(self) -> None:
        sealed = _read_seal(self._seal)
        self._seal.unlink(missing_ok=True)
        found = _digests(self.path)
        if found and sealed is None:
            # The last owner was killed.  Its files may be half written, and every vector is in SQL.
            logger.warning("the folder of Chroma was not closed in order and is built anew")
            _discard(self.path)
        elif found and found != sealed:
            _discard(self.path)
            raise IndexUnavailable("the files of Chroma are damaged and were removed")
        self.path.mkdir(exist_ok=True)


def _discard(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _read_seal(path: Path) -> dict[str, str] | None:
    """Digests by file name; None when there is no seal; an unreadable seal matches no file."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _digests(path: Path) -> dict[str, str]:
    """The digest of every file below `path`, or of `path` itself when it is a file; {} when nothing is there."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    return {str(file.relative_to(path.parent)): _digest(file) for file in files}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
