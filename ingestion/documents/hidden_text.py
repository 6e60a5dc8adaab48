"""What stands in an HTML page that no reader sees?  It is taken out, and told to who approves the text.

An answer under a button that opens it counts as seen; what is said only to programs does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from ingestion.documents.read_text import MAX_LEFT_OUT, shorten
from ingestion.mail.html_styles import Declarations, Sight, StyleSheet, look_inside

_NEVER_SEEN = frozenset(
    "head style script template noscript noframes svg math object embed iframe applet audio video canvas "
    "select datalist map area meta link base input textarea".split()
)
_UNSEEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screenreader-only d-none hide hidden is-hidden "
    "invisible offscreen element-invisible".split()
)
"""By which the style sheets that pages share hide things; those sheets themselves are not fetched."""
_OPENERS = ("aria-controls", "data-bs-target", "data-target")
_NOTHING_LEFT = re.compile(r"scale(?:3d|x|y)?\(0|inset\((?:50|100)%|circle\(0|opacity\(0|translate[xy3d]*\(-\d{4}")
_FAR_AWAY = re.compile(r"-\d{4,}")
_ELEMENT = Callable[[etree._Element], bool]


def remove_unseen(root: etree._Element) -> list[str]:
    """Take out of `root` what cannot be seen; returns the words that went, except of scripts and styles."""
    sheet = StyleSheet(style.text or "" for style in root.iter("style"))
    hidden = {element for element, sight in _look(root, sheet, frozenset()) if not sight.is_seen}
    opened = frozenset(_openable(root, hidden))
    removed: list[str] = []
    for element, sight in list(_look(root, sheet, opened)):
        if element.getparent() is None and element is not root:
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _NEVER_SEEN:
            _note(removed, "a comment" if element.tag is etree.Comment else "", element.text or "")
            _drop(element)
        elif not sight.is_seen:
            _note(removed, "hidden", "".join(element.itertext()))
            _drop(element)
        elif not sight.is_readable:
            _note(removed, "unreadable", " ".join(_own_texts(element)))
            _blank(element)
    return removed


def _look(root: etree._Element, sheet: StyleSheet, opened: frozenset[str]) -> Iterator[tuple[etree._Element, Sight]]:
    """Every element with what can be seen in it, outer ones first and none twice; without recursion."""
    waiting = [(root, Sight())]
    while waiting:
        element, outer = waiting.pop()
        if not isinstance(element.tag, str):
            yield element, outer
            continue
        attributes = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        declared = sheet.declarations_for(element.tag, attributes)
        sight = look_inside(outer, attributes, declared)
        if attributes.get("id") in opened and outer.is_seen:
            sight = replace(sight, is_seen=True, is_visible=outer.is_visible)
        elif _hides(attributes, declared):
            sight = replace(sight, is_seen=False)
        yield element, sight
        if sight.is_seen and element.tag not in _NEVER_SEEN:
            waiting += [(child, sight) for child in reversed(element)]


def _hides(attributes: Mapping[str, str], declared: Declarations) -> bool:
    if attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    if _UNSEEN_CLASSES & set(attributes.get("class", "").lower().split()):
        return True
    if declared.get("color", "").startswith("transparent") or re.match(
        r"(?:rgba|hsla)\(.*[,/]\s*0?\.?0*\s*\)", declared.get("color", "")
    ):
        return True
    moved = any(_FAR_AWAY.match(declared.get(side, "")) for side in ("margin-left", "margin-top", "left", "top"))
    shape = " ".join(declared.get(name, "") for name in ("transform", "clip-path", "filter", "scale"))
    return moved or _NOTHING_LEFT.search(shape.replace(" ", "")) is not None


def _openable(root: etree._Element, hidden: set[etree._Element]) -> Iterator[str]:
    """Ids of what a button that can be seen, and says something, shows when it is pressed."""
    for element in root.iter("button", "a", "summary", "h2", "h3", "h4", "div", "span"):
        wanted = next((element.get(name) for name in _OPENERS if element.get(name)), None)
        if wanted and "".join(element.itertext()).strip() and not _is_inside(element, hidden):
            yield wanted.lstrip("#")


def _is_inside(element: etree._Element, hidden: set[etree._Element]) -> bool:
    return element in hidden or any(outer in hidden for outer in element.iterancestors())


def _own_texts(element: etree._Element) -> list[str]:
    return [text for text in (element.text, *(child.tail for child in element)) if text and text.strip()]


def _blank(element: etree._Element) -> None:
    element.text = None
    for child in element:
        child.tail = None


def _drop(element: etree._Element) -> None:
    """The element goes and the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _note(removed: list[str], reason: str, text: str) -> None:
    if reason and text.strip() and len(removed) < MAX_LEFT_OUT:
        removed.append(f"{reason}: {shorten(text)}")
