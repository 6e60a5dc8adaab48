"""Where does a web server that starts its own worker processes find the service?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.quick_loading import without_collecting

if TYPE_CHECKING:
    from fastapi import FastAPI


def app() -> FastAPI:
    """The service of this process's environment, which takes most of its start to load."""
    with without_collecting():
        from ui.app import app_from_environment

        return app_from_environment()
