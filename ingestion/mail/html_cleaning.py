"""Which of a mail's HTML may an agent's browser show?  Nothing that runs, sends, loads from outside or covers the page.

Colours, sizes and positions are dropped, so what a sender hid from the eye is seen here.
"""

from __future__ import annotations

import nh3

from ingestion.mail.html_styles import is_too_deep, trim_tags
from ingestion.mail.limits import MAX_HTML_CHARACTERS

_TAGS = set(
    "a abbr address b blockquote br caption center cite code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i "
    "img ins li ol p pre q s small span strike strong sub sup table tbody td tfoot th thead tr tt u ul".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "ol": {"start"},
    "*": {"lang", "dir", "style"},
}
_STYLES = {"font-weight", "font-style", "text-align", "text-decoration", "text-decoration-line"}
_REMOVED_WITH_CONTENT = {"script", "style", "head", "title", "template", "svg", "math", "iframe", "object", "noscript"}


def clean_html(html: str) -> str:
    """Safe to put into a frame without scripts; pictures only from the mail itself (`cid:`).

    Empty for an HTML that is nested beyond reason, because cleaning it would take minutes.
    """
    html = trim_tags(html[:MAX_HTML_CHARACTERS])
    if is_too_deep(html):
        return ""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_REMOVED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        filter_style_properties=_STYLES,
        link_rel="noopener noreferrer nofollow",
    )


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if value.strip().lower().startswith("cid:") else None
    if attribute == "href" and value.strip().lower().startswith("cid:"):
        return None
    if attribute == "style" and any(mark in value.lower() for mark in ("url(", "expression", "\\", "@import")):
        return None
    return value
