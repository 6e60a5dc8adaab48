"""Which models does the file of models name now, where somebody has changed it since the service began?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.language_models.chosen import ChosenModel, Models, ModelStep

logger = logging.getLogger(__name__)

Version = tuple[int, int, int] | None


class WatchedModels(Models):
    """Chosen anew when the file has changed; one that cannot be used changes nothing but `problem`.

    Safe for many threads: one of them chooses, the others take what is there.
    """

    def __init__(
        self, path: Path, choose: Callable[[], Mapping[ModelStep, ChosenModel]], *, is_off: Callable[[], bool]
    ) -> None:
        self._path, self._choose = path, choose
        self._choosing = threading.Lock()
        self._version = _version_of(path)
        self._problem = ""
        super().__init__(choose(), is_off=is_off)

    @property
    def chosen(self) -> Mapping[ModelStep, ChosenModel]:
        self._follow()
        return self._chosen

    @property
    def problem(self) -> str:
        self._follow()
        return self._problem

    def _follow(self) -> None:
        version = _version_of(self._path)
        if version == self._version or not self._choosing.acquire(blocking=False):
            return
        try:
            self._chosen, self._problem = dict(self._choose()), ""
            logger.info("the file of models has changed; it holds from now on")
        except Exception as error:  # Whatever it is: nobody's question must end by it, and staff must hear of it.
            self._problem = str(error) or type(error).__name__
            logger.error("the file of models has changed and cannot be used; the models before it go on: %s", error)
        finally:
            self._version = version
            self._choosing.release()


def _version_of(path: Path) -> Version:
    """None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
