"""What is the frame of the knowledge desk, `/staff/knowledge`?  Its live parts are `ui/web/staff/knowledge.js`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.pages.frame import open_frame

if TYPE_CHECKING:
    import gradio

HEAD = """<link rel="icon" type="image/svg+xml" href="/web/icon.svg">
<link rel="stylesheet" href="/web/staff/staff.css">
<link rel="stylesheet" href="/web/staff/knowledge.css">
<link rel="stylesheet" href="/web/staff/knowledge_panels.css">
<script type="module" src="/web/staff/knowledge.js"></script>"""


def build_knowledge_page() -> gradio.Blocks:
    """The tabs, and under them the one that is open."""
    return open_frame("knowledge", ("tabs", "tab"))
