"""Which type does a browser read for each file of the pages?"""

from __future__ import annotations

import os

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope


class WebFiles(StaticFiles):
    """Scripts are always `text/javascript` (RFC 9239).

    Elsewhere the type comes from a table of the whole process, which the library of the staff pages changes.
    """

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        if os.fspath(full_path).endswith(".js"):
            response.headers["content-type"] = "text/javascript; charset=utf-8"
        return response
