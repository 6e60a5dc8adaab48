"""What is the frame of the page of cases, `/staff/cases`?  Its live parts are `ui/web/staff/cases.js`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.pages.frame import open_frame

if TYPE_CHECKING:
    import gradio

HEAD = """<link rel="icon" type="image/svg+xml" href="/web/icon.svg">
<link rel="stylesheet" href="/web/staff/staff.css">
<link rel="stylesheet" href="/web/staff/cases.css">
<script type="module" src="/web/staff/cases.js"></script>"""


def build_cases_page() -> gradio.Blocks:
    """Inbox, the mail with its words, and the form that they fill, side by side."""
    return open_frame("cases", ("inbox", "case", "form"))
