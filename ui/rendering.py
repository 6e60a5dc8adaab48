"""How does approved Markdown become safe HTML?  A library renders it, another cleans it, on the server."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "h5", "a", "code", "blockquote", "hr"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image").enable("table")


@lru_cache(maxsize=2048)
def to_html(markdown: str) -> str:
    """Clean HTML of `markdown`: no images, no scripts, links open elsewhere."""
    # The page has its own title, the only h1.
    rendered = _markdown().render(markdown).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"*": set(), "a": {"href", "target"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative="deny",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer",
    )
