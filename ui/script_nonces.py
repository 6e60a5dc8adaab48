"""Which policy does a Gradio page bear, and how do its own scripts show that they are its own?

Gradio writes scripts into its page, so each gets a number that is used once, and the policy lets only those run.  Its
components are drawn with styles on elements, which no number can cover.  Nothing may be evaluated: components that need
it (HTML with a template, `js=` on events, the plots) are not used.
"""

from __future__ import annotations

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

GRADIO_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_SCRIPT = re.compile(rb"<script(?=[\s>])")
_MANIFEST = re.compile(rb"<link[^>]*rel=\"manifest\"[^>]*>")
_ICON = b'<link rel="icon" href="/web/icon.svg">'
"""Instead of the manifest of an app to be installed, which the page is not."""
_HEAD = re.compile(rb"<head[^>]*>")
# Gradio knows Traditional Chinese as zh-TW only; a browser of Hong Kong or Macau would be shown English.
_LOCALE = b"""<script>{
const asked = new URLSearchParams(location.search).get("lang") || navigator.language;
const known = {"zh-HK": "zh-TW", "zh-MO": "zh-TW", "zh-Hant": "zh-TW", "zh-Hant-HK": "zh-TW", "zh-Hans": "zh-CN"};
Object.defineProperty(navigator, "language", {get: () => known[asked] || asked});
}</script>"""


def send_with_nonces(send: Send) -> Send:
    """A `send` that holds a page back until it is whole, numbers its scripts and sets the policy that names them.

    The page must come as plain text: who asks for it leaves `Accept-Encoding` out.
    """
    start: Message | None = None
    body = bytearray()

    async def send_numbered(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            return
        if message["type"] != "http.response.body" or start is None:
            await send(message)
            return
        body.extend(message.get("body", b""))
        if message.get("more_body", False):
            return
        headers = MutableHeaders(raw=list(start["headers"]))
        page = bytes(body)
        if headers.get("content-type", "").startswith("text/html"):
            nonce = secrets.token_urlsafe(16)
            page = number_scripts(page, nonce)
            headers["content-length"] = str(len(page))
            headers["content-security-policy"] = GRADIO_POLICY.format(nonce=nonce)
            headers["cache-control"] = "no-store"
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": page})

    return send_numbered


def number_scripts(page: bytes, nonce: str) -> bytes:
    """The page with the choice of language at its head and `nonce` on every script."""
    page = _HEAD.sub(lambda found: found.group() + _LOCALE, _MANIFEST.sub(_ICON, page), count=1)
    return _SCRIPT.sub(b'<script nonce="' + nonce.encode() + b'"', page)
