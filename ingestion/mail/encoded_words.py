"""What does a header say, once its encoded words (RFC 2047) and its raw eight-bit bytes are read?"""

from __future__ import annotations

import base64
import binascii
import re

from ingestion.mail.charsets import decode, find_decoder

_WORD = re.compile(rb"=\?([^?\s]{1,80}?)(?:\*[^?]*)?\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
_GAP = re.compile(rb"[ \t\r\n]*\Z")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, and the marks that turn the direction of what is shown after them."""


def decode_words(value: bytes) -> str:
    """The header's value as one line of text.  Never raises.

    The bytes of neighbouring words of one charset are joined before they are decoded, because senders cut characters
    in two between words.
    """
    return " ".join(_UNSEEN.sub("", "".join(_read(value)).replace("\n", " ")).split(" ")).strip()


def _read(value: bytes) -> list[str]:
    texts: list[str] = []
    waiting: list[tuple[bytes, bytes]] = []
    position = 0
    for word in _WORD.finditer(value):
        between = value[position : word.start()]
        if between.strip() or not waiting:
            texts += _flush(waiting)
            waiting = []
            texts.append(decode(between).text)
        waiting.append((word[1], _decode_word(word[2], word[3])))
        position = word.end()
    return [*texts, *_flush(waiting), decode(value[position:]).text]


def _flush(words: list[tuple[bytes, bytes]]) -> list[str]:
    texts: list[str] = []
    charset, content = b"", b""
    for next_charset, next_content in words:
        if content and next_charset.lower() != charset.lower():
            texts.append(_text(content, charset))
            content = b""
        charset, content = next_charset, content + next_content
    return [*texts, _text(content, charset)] if content else texts


def _text(content: bytes, charset: bytes) -> str:
    label = charset.decode("ascii", "replace")
    # Several senders say GB 2312 and begin each word anew; a stateful charset cannot be joined in another way.
    return decode(content, label if find_decoder(label) else None).text


def _decode_word(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"qQ":
        return binascii.a2b_qp(text, header=True)
    text = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    if len(text) % 4 == 1:
        text = text[:-1]
    return base64.b64decode(text + b"=" * (-len(text) % 4))
