"""A staff page with one of each Gradio component that the real ones use.  Imported by the first who opens it."""

from __future__ import annotations

import gradio as gr

from ui.gradio_mount import actor_of


def build() -> gr.Blocks:
    blocks: gr.Blocks
    with gr.Blocks(title="Trial") as blocks:
        gr.Markdown("# Trial")
        with gr.Tabs():
            with gr.Tab("First"):
                text = gr.Textbox(label="Text")
                gr.Dropdown(["one", "two"], label="Choice")
                said = gr.Markdown(elem_id="said")
                gr.Button("Greet").click(greet, text, said)
                gr.Button("Fail").click(fail, None, said)
            with gr.Tab("Second"):
                gr.Dataframe([["a", "<img src=x onerror=alert(1)>"]], headers=["A", "B"], datatype="str")
        count = gr.State(0)
        ticks = gr.Markdown("0 ticks", elem_id="ticks")
        gr.Timer(0.5).tick(tick, count, [count, ticks])
    return blocks


def greet(text: str, request: gr.Request) -> str:
    return f"**{actor_of(request).name}** wrote {text}"


def fail() -> str:
    raise RuntimeError("the database password is s3cret")


def tick(count: int) -> tuple[int, str]:
    return count + 1, f"{count + 1} ticks"
