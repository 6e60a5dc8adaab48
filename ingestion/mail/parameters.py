"""Which parameters does a header carry, such as `charset` and `filename`?  By RFC 2231, and as programs write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from ingestion.mail.charsets import decode
from ingestion.mail.encoded_words import decode_words

Parameters = dict[str, str]

_PARAMETER = re.compile(
    r""";\s*([A-Za-z0-9_.-]{1,64})(\*\d{1,3})?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))""", re.DOTALL
)
_MAX_PARAMETERS = 200
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def read_parameters(header: str) -> Parameters:
    """Names in lower case and decoded values; of two with one name the first counts."""
    whole: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for number, found in enumerate(_PARAMETER.finditer(header)):
        if number >= _MAX_PARAMETERS:
            break
        name, position, is_encoded, quoted, bare = found.groups()
        value = _ESCAPED.sub(r"\1", quoted) if quoted is not None else bare.strip()
        if position or is_encoded:
            place = int(position[1:]) if position else 0
            pieces.setdefault(name.lower(), {}).setdefault(place, (value, bool(is_encoded)))
        else:
            whole.setdefault(name.lower(), decode_words(value.encode("utf-8", "replace")) if "=?" in value else value)
    return whole | {name: _join(parts) for name, parts in pieces.items()}


def _join(pieces: Mapping[int, tuple[str, bool]]) -> str:
    """The continuations in their order: `utf-8''%E6%8A%95` and the like, decoded together."""
    charset = None
    content = b""
    for place, (value, is_encoded) in sorted(pieces.items()):
        if is_encoded and place == min(pieces) and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        content += unquote_to_bytes(value) if is_encoded else value.encode("utf-8", "replace")
    return decode(content, charset).text
