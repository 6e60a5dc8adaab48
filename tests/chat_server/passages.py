"""Which approved passages and whose question was a model shown?  Read from what it received, as a model reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.languages import detect
from tests.chat_server.requests import Request, sections_of

_HEADING = re.compile(r"passage (\d+) \((en|zh-Hant|zh-Hans)\):? ?(.*)")
_VALUE = re.compile(r"(\{p\d+v\d+\}) = (.*)")
_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")


@dataclass
class Passage:
    number: int
    language: str
    title: str
    lines: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """Its sentences, value tokens in them, without headings and the signs of lists."""
        lines = (line.lstrip("-*# ").strip() for line in self.lines if not line.startswith("#"))
        return [part.strip() for line in lines for part in _END.split(line) if len(part.strip()) > 1]


@dataclass
class Shown:
    """What the data of one request holds: `values` by their tokens, `turns` of the citizen with the question last."""

    passages: list[Passage] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    turns: list[str] = field(default_factory=list)
    language: str = ""


def read_shown(request: Request) -> Shown:
    shown = Shown()
    for name, rest, lines in sections_of(request):
        if name == "language":
            shown.language = rest
        elif name in ("citizen", "earlier", "question"):
            shown.turns.append(" ".join(lines))
        else:
            _read_passages(lines, shown)
    shown.language = shown.language or detect(shown.turns[-1] if shown.turns else "").language
    return shown


def _read_passages(lines: list[str], shown: Shown) -> None:
    for line in lines:
        if heading := _HEADING.match(line):
            shown.passages.append(Passage(int(heading[1]), heading[2], heading[3]))
        elif value := _VALUE.match(line):
            shown.values[value[1]] = value[2]
        elif shown.passages:
            shown.passages[-1].lines.append(line)
