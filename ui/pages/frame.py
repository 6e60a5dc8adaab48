"""What do all staff pages share?  A head with the page's name, a place for who has signed in, and columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio


def open_frame(name: str, columns: Iterable[str]) -> gradio.Blocks:
    """An empty page whose columns are filled by a script; without one it says what is missing."""
    import gradio  # Costs seconds, and the first member of staff who comes is the first who needs it.

    page: gradio.Blocks = gradio.Blocks(title="CivicDesk", analytics_enabled=False, fill_width=True)
    with page:
        with gradio.Row(elem_id="top"):
            gradio.Markdown("# CivicDesk", elem_id="heading", container=False)
            gradio.Column(elem_id="who")
        with gradio.Row(elem_id="desk", elem_classes=[name]):
            for column in columns:
                gradio.Column(elem_id=column, min_width=0)
    return page
