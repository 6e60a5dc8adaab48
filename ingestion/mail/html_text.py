"""What would a reader see of an HTML mail, as plain text?  What is hidden from the eye is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
from lxml import etree

from ingestion.mail.html_styles import Sight, StyleSheet, look_inside, trim_tags

_NEVER_TEXT = frozenset(
    "head style script template noframes svg math object embed iframe applet audio video canvas title "
    "select option datalist map area meta link base".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table hr form fieldset figure".split())
_LINES = frozenset(
    "div li tr dt dd section article header footer main nav aside address center caption legend details summary "
    "tbody thead tfoot body html".split()
)
_CELLS = frozenset(("td", "th"))
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]")
_MAX_EVENTS = 1_000_000


@dataclass(frozen=True)
class HtmlText:
    text: str
    quotes: tuple[tuple[int, int], ...] = ()
    """Stretches of `text` that stand in a block quotation, which mail programs make of what is answered."""


def read_html(html: str) -> HtmlText:
    """Never raises; an HTML that cannot be read at all gives no text."""
    try:
        root = lxml.html.document_fromstring(
            _NOT_XML.sub("", trim_tags(html)),
            parser=lxml.html.HTMLParser(encoding=None, huge_tree=True, remove_comments=True),
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return HtmlText("")
    writer = _Writer()
    sheet = StyleSheet(style.text or "" for style in root.iter("style"))
    for event, element, sight in _walk(root, sheet):
        writer.take(event, element, sight)
    return writer.finish()


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|<\\?xml[^>]{0,200}\\?>")


def _walk(root: etree._Element, sheet: StyleSheet) -> Iterator[tuple[str, etree._Element, Sight]]:
    """Start, end and tail of every element, with what can be seen there; without recursion."""
    sights = [Sight()]
    skipped = 0
    for number, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        if number > _MAX_EVENTS:
            return
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            skipped += tag in _NEVER_TEXT or not tag
            attributes = {str(name).lower(): str(value) for name, value in element.attrib.items()}
            sights.append(look_inside(sights[-1], attributes, sheet.declarations_for(tag, attributes)))
            if not skipped:
                yield "start", element, sights[-1]
        else:
            if not skipped:
                yield "end", element, sights[-1]
            sights.pop()
            skipped -= tag in _NEVER_TEXT or not tag
            if not skipped:
                yield "tail", element, sights[-1]


class _Writer:
    """Collects text; white space between blocks is settled when the next word comes."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._newlines = 0
        self._has_space = False
        self._pending_mark = ""
        self._keeps_space = 0
        self._numbers: list[int | None] = []
        self._open_quotes: list[int | None] = []
        self._quotes: list[tuple[int, int]] = []

    def take(self, event: str, element: etree._Element, sight: Sight) -> None:
        if event == "start":
            self._open(str(element.tag), element, sight)
            self._write(element.text, sight)
        elif event == "end":
            self._close(str(element.tag))
        else:
            self._write(element.tail, sight)

    def finish(self) -> HtmlText:
        return HtmlText("".join(self._pieces), tuple(self._quotes))

    def _open(self, tag: str, element: etree._Element, sight: Sight) -> None:
        self._break(tag)
        if tag == "br" and sight.is_seen:
            self._newlines = min(self._newlines + 1, 2) if self._newlines or self._pieces else 0
        elif tag == "pre":
            self._keeps_space += 1
        elif tag in ("ul", "ol"):
            self._numbers.append(1 if tag == "ol" else None)
        elif tag == "li" and sight.is_readable:
            self._pending_mark = self._list_mark()
        elif tag in _CELLS and element.getprevious() is not None:
            self._pending_mark = "\t"
        elif tag == "blockquote":
            self._open_quotes.append(None)

    def _list_mark(self) -> str:
        if not self._numbers or self._numbers[-1] is None:
            return "- "
        number = self._numbers[-1]
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _close(self, tag: str) -> None:
        self._break(tag)
        if tag == "pre":
            self._keeps_space -= 1
        elif tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        elif tag == "tr":
            self._pending_mark = ""
        elif tag == "blockquote" and self._open_quotes:
            start = self._open_quotes.pop()
            if start is not None and not any(self._open_quotes):
                self._quotes.append((start, self._length))

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._newlines = 2
        elif tag in _LINES:
            self._newlines = max(self._newlines, 1)

    def _write(self, text: str | None, sight: Sight) -> None:
        if not text or not sight.is_readable:
            return
        text = _UNSEEN.sub("", text)
        if self._keeps_space:
            self._put_lines(text.replace("\r\n", "\n"))
            return
        words = _SPACES.sub(" ", text)
        if words.strip(" "):
            self._has_space = self._has_space or words[0] == " "
            self._put(words.strip(" "))
            self._has_space = words[-1] == " "
        elif words:
            self._has_space = True

    def _put_lines(self, text: str) -> None:
        for number, line in enumerate(text.split("\n")):
            self._newlines += number > 0
            if line.strip():
                self._put(line.rstrip())

    def _put(self, words: str) -> None:
        if not self._pieces:
            before = ""
        elif self._newlines:
            before = "\n" * self._newlines
        elif self._pending_mark == "\t":
            before = ""
        else:
            before = " " if self._has_space else ""
        mark = "" if self._pending_mark == "\t" and (self._newlines or not self._pieces) else self._pending_mark
        self._append(before + mark)
        self._open_quotes = [self._length if start is None else start for start in self._open_quotes]
        self._append(words)
        self._newlines, self._has_space, self._pending_mark = 0, False, ""

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
