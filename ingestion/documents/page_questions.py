"""Which questions does a web page answer one by one?

They are told to search engines (schema.org FAQPage), or laid out as what opens under its question.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.html
from lxml import etree

from assistant.languages import fold
from ingestion.documents.question_text import is_question
from ingestion.documents.read_text import shorten

MAX_QUESTIONS = 500
_MAX_SCRIPT = 1_000_000
_LETTERS = re.compile(r"[\W_]+")
_TAG = re.compile(r"<[^>]{0,2000}>")


def take_questions(main: etree._Element) -> list[tuple[str, etree._Element]]:
    """Questions with the elements that answer them, in their order; both are taken out of `main`."""
    taken: list[tuple[str, etree._Element]] = []
    for question, answer, gone in [*_marked_up(main), *_details(main), *_opened(main), *_defined(main)]:
        if question and len(taken) < MAX_QUESTIONS and all(_is_inside(element, main) for element in gone):
            taken.append((question, answer))
            for element in gone:
                element.drop_tree()
    return taken


def linked_questions(
    scripts: Iterable[str], shown: str, *, known: Iterable[str]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Questions and HTML answers of the FAQPage in `scripts` that are not `known`, as far as the page shows them.

    The second list tells what it does not show: what only programs read is no answer for people.
    """
    seen, known_letters = _letters(shown), {_letters(question) for question in known}
    pairs: list[tuple[str, str]] = []
    unseen: list[str] = []
    for script in scripts:
        for question, answer in _questions_of(script):
            if _letters(question) in known_letters:
                continue
            is_shown = _letters(question) in seen and all(_letters(part) in seen for part in _parts(answer))
            if is_shown and len(pairs) < MAX_QUESTIONS:
                pairs.append((question, answer))
            elif not is_shown:
                unseen.append(f"said to programs only: {shorten(question + ' ' + _TAG.sub(' ', answer))}")
    return pairs, unseen


_Found = tuple[str, etree._Element, tuple[etree._Element, ...]]


def _marked_up(main: etree._Element) -> Iterator[_Found]:
    """Microdata: elements that say of themselves that they are a question, its name and its answer."""
    for element in main.xpath("//*[contains(@itemtype, 'schema.org/Question')]"):
        name = element.xpath(".//*[@itemprop='name']")
        texts = element.xpath(".//*[@itemprop='acceptedAnswer']//*[@itemprop='text']")
        answers = texts or element.xpath(".//*[@itemprop='acceptedAnswer']")
        if name and answers:
            yield _words(name[0]), answers[0], (element,)


def _details(main: etree._Element) -> Iterator[_Found]:
    for element in main.iter("details"):
        summary = element.find("summary")
        if summary is not None:
            question = _words(summary)
            summary.drop_tree()
            yield question, element, (element,)


def _opened(main: etree._Element) -> Iterator[_Found]:
    """A button and the panel that it opens."""
    panels = {element.get("id"): element for element in main.iter() if element.get("id")}
    for button in list(main.iter("button", "a", "div", "span")):
        wanted = button.get("aria-controls") or button.get("data-bs-target") or button.get("data-target") or ""
        panel = panels.get(wanted.lstrip("#"))
        if panel is None or _is_inside(button, panel):
            continue
        outer = button.getparent()
        is_heading = outer is not None and outer.tag in ("h2", "h3", "h4", "h5", "h6", "dt")
        yield _words(button), panel, (outer if is_heading else button, panel)


def _defined(main: etree._Element) -> Iterator[_Found]:
    """A definition list that asks; one that names (Telephone: …) stays what it is."""
    for element in main.iter("dl"):
        terms = list(element.iter("dt"))
        if not terms or sum(is_question(_words(term)) for term in terms) * 2 < len(terms):
            continue
        for term in terms:
            answer = lxml.html.Element("div")
            parts = []
            for following in term.itersiblings():
                if following.tag != "dd":
                    break
                parts.append(following)
            for part in parts:
                copy = lxml.html.fragment_fromstring(lxml.html.tostring(part, encoding="unicode", with_tail=False))
                copy.tag = "p" if len(copy) == 0 else "div"
                answer.append(copy)
            if parts:
                yield _words(term), answer, (term, *parts)


def _questions_of(script: str) -> Iterator[tuple[str, str]]:
    try:
        told = json.loads(script[:_MAX_SCRIPT])
    except (ValueError, RecursionError):
        return
    waiting: list[Any] = [told]
    count = 0
    while waiting and count < 10 * MAX_QUESTIONS:
        count += 1
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting = [*node, *waiting]
        elif isinstance(node, dict):
            answer = node.get("acceptedAnswer")
            answer = answer[0] if isinstance(answer, list) and answer else answer
            if node.get("@type") in ("Question", ["Question"]) and isinstance(answer, dict):
                yield _plain(node.get("name") or node.get("text")), str(answer.get("text") or "")
            waiting = [node[name] for name in ("@graph", "mainEntity") if name in node] + waiting


def _parts(answer: str) -> list[str]:
    """The answer's pieces of text between tags and lines, each of which must be on the page."""
    return [part for part in re.split(r"<[^>]{0,2000}>|\n", answer) if _LETTERS.sub("", part)]


def _letters(text: str) -> str:
    plain = html.unescape(_TAG.sub(" ", text))
    return _LETTERS.sub("", fold(plain))


def _plain(value: Any) -> str:
    return " ".join(_TAG.sub(" ", str(value or "")).split())


def _words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_inside(element: etree._Element, main: etree._Element) -> bool:
    return any(outer is main for outer in element.iterancestors())
