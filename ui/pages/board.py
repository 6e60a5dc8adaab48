"""What is the frame of the supervisors' board, `/staff/board`?  Its live parts are `ui/web/staff/board.js`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.pages.frame import open_frame

if TYPE_CHECKING:
    import gradio

HEAD = """<link rel="icon" type="image/svg+xml" href="/web/icon.svg">
<link rel="stylesheet" href="/web/staff/staff.css">
<script type="module" src="/web/staff/board.js"></script>"""


def build_board_page() -> gradio.Blocks:
    """Figures and people on the left, what waits for a decision on the right."""
    return open_frame("board", ("figures", "decisions"))
