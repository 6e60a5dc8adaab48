"""Is a text fit to be stored and counted in?  No lone surrogates, no NUL, and every line ends in a newline alone."""

from __future__ import annotations

import re

_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
"""Control characters, half characters, and the marks that turn the direction of what is shown after them."""
_LINE_END = re.compile("\r\n|\r|\x0c|\x85|\u2028|\u2029|\x1c|\x1d|\x1e")


def clean_text(text: str) -> str:
    return _UNFIT.sub("", _LINE_END.sub("\n", text))


def clean_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean_text(text).split())
