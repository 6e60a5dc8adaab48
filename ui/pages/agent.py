"""What is the frame of the agents' console, `/staff/agent`?

Gradio carries the page: its head, its columns and the door that only staff pass.  What lives in the columns is drawn by
`ui/web/staff/console.js` over the service's own routes: Gradio's transport costs forty times as much for a message,
and its events are bound to one worker process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.pages.frame import open_frame

if TYPE_CHECKING:
    import gradio

HEAD = """<link rel="icon" type="image/svg+xml" href="/web/icon.svg">
<link rel="stylesheet" href="/web/staff/staff.css">
<script type="module" src="/web/staff/console.js"></script>"""


def build_agent_page() -> gradio.Blocks:
    """Queue, conversation and sidebar, side by side."""
    return open_frame("agent", ("queue", "conversation", "sidebar"))
