"""Where does a plain or Markdown text ask a question and answer it?"""

from __future__ import annotations

import re

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_ASKS = re.compile(
    r"^\s*(?:[-*]\s+)?\**(?:Q\s*\d{0,3}|Question(?:\s*\d{1,3})?|問題?\s*\d{0,3}|问题?\s*\d{0,3})\s*\**\s*[:.：、)]\s*\**\s*(.+)$",
    re.I,
)
_ANSWERS = re.compile(
    r"^\s*(?:[-*]\s+)?\**(?:A\s*\d{0,3}|Answer(?:\s*\d{1,3})?|答案?\s*\d{0,3})\s*\**\s*[:.：、)]\s*\**\s*(.*)$", re.I
)
_QUESTION_START = re.compile(
    r"(?:how|what|where|when|which|who|whose|why|can|could|do|does|did|is|are|may|must|should|will|would)\b.{4,}|"
    r"(?:如何|怎樣|怎样|怎麼|怎么|點樣|什麼|什么|甚麼|何時|何时|哪裏|哪里|為何|为何|為什麼|为什么|是否|可否|能否)",
    re.IGNORECASE,
)
_LEAST_QUESTIONS = 2
"""One heading with a question mark is the title of a page; several are a list of questions."""


def is_question(text: str) -> bool:
    text = text.strip().rstrip("*_ ")
    return text.endswith(("?", "？", "嗎", "吗", "呢")) or _QUESTION_START.match(text) is not None


def split_questions(markdown: str) -> tuple[list[tuple[str, str]], str]:
    """Questions with their answers, and the text without them; none unless they stand there in a row."""
    lines = markdown.splitlines()
    marked = _split_marked(lines)
    return marked if marked[0] else _split_headings(lines)


def _split_marked(lines: list[str]) -> tuple[list[tuple[str, str]], str]:
    """`Q: …` and, under it, `A: …` until the next question or heading."""
    pairs: list[tuple[str, list[str]]] = []
    rest: list[str] = []
    question, is_answering = "", False
    for line in lines:
        asked, answered = _ASKS.match(line), _ANSWERS.match(line)
        if asked:
            question, is_answering = asked[1].strip(" *"), False
        elif answered and question:
            pairs.append((question, [answered[1].strip()]))
            question, is_answering = "", True
        elif _HEADING.match(line):
            is_answering = False
            rest.append(line)
        elif is_answering:
            pairs[-1][1].append(line)
        elif question and line.strip():
            question += " " + line.strip(" *")
        elif not question:
            rest.append(line)
    return [(q, "\n".join(a).strip()) for q, a in pairs if "\n".join(a).strip()], "\n".join(rest).strip()


def _split_headings(lines: list[str]) -> tuple[list[tuple[str, str]], str]:
    """Headings that ask, each with the text under it."""
    levels = [len(found[1]) for line in lines if (found := _HEADING.match(line)) and _asks(found[2])]
    level = max(set(levels), key=levels.count, default=0)
    if levels.count(level) < _LEAST_QUESTIONS:
        return [], "\n".join(lines).strip()
    pairs: list[tuple[str, list[str]]] = []
    rest: list[str] = []
    target = rest
    for line in lines:
        found = _HEADING.match(line)
        if found and len(found[1]) == level and _asks(found[2]):
            pairs.append((found[2].strip("* "), []))
            target = pairs[-1][1]
            continue
        if found and len(found[1]) <= level:
            target = rest
        target.append(line)
    kept = [(question, "\n".join(answer).strip()) for question, answer in pairs]
    return [pair for pair in kept if pair[1]], "\n".join(rest).strip()


def _asks(heading: str) -> bool:
    return heading.strip("*_ ").endswith(("?", "？"))
