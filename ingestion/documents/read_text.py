"""What has been read of a page or document, before it becomes articles?"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.languages import LANGUAGES, detect

SHOWN_CHARACTERS = 200
"""Of a text that was left out; enough to see what somebody tried."""
MAX_LEFT_OUT = 20
LEFT_OUT = "left out, as no reader sees it: "
_SCRIPTS = {"zh-hant": "zh-Hant", "zh-hk": "zh-Hant", "zh-tw": "zh-Hant", "zh-mo": "zh-Hant", "zh-hans": "zh-Hans"}
_SCRIPTS |= {"zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh": "zh-Hans"}


@dataclass(frozen=True)
class ReadText:
    """`body` is Markdown; `pairs` are questions with their answers, which `body` does not repeat."""

    title: str
    body: str
    declared_language: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    """Why and what: a person is to see what nobody can see on the page."""


def tell_language(read: ReadText) -> str:
    """The language of what was read; what the page declares decides where the words cannot."""
    declared = _language_called(read.declared_language)
    words = " ".join([read.title, read.body, *(f"{question} {answer}" for question, answer in read.pairs)])
    return detect(words[:5_000], fallback=declared or "en").language


def shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHOWN_CHARACTERS else words[:SHOWN_CHARACTERS] + "…"


def _language_called(declared: str) -> str | None:
    name = declared.strip().replace("_", "-").lower()
    if name.partition("-")[0] == "en":
        return LANGUAGES[0]
    return next((language for start, language in _SCRIPTS.items() if name.startswith(start)), None)
