"""Which page does another desk system put in a frame beside its own?"""

from __future__ import annotations

from html import escape
from importlib.resources import files
from string import Template

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from ui.security_headers import SIDEBAR, read_origins
from ui.staff.pages import language_of

router = APIRouter(include_in_schema=False)


@router.get(SIDEBAR)
def show_sidebar(request: Request) -> HTMLResponse:
    """The page for everybody: it shows nothing before a named parent page has given it a token and a question."""
    parents = " ".join(read_origins(request.app.state.service.settings.sidebar_parents))
    page = Template((files("ui.staff") / "sidebar.html").read_text("utf-8"))
    text = page.substitute(language=language_of(request), parents=escape(parents))
    return HTMLResponse(text, headers={"Cache-Control": "no-store", "Vary": "Accept-Language"})
