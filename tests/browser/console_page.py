"""How does a test work at the console?"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.ui.talk import Talk

LICENCE = {
    "amy": ("en", "How do I renew my full driving licence?", "Send", "$900"),
    "hui": ("zh-Hant", "如何為正式駕駛執照續期？", "傳送", "900元"),
    "lin": ("zh-Hans", "正式驾驶执照到期了怎么续期？", "发送", "900元"),
}


WAITING = "#waiting-list .card"

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<svg onload=alert(3)>",
    '"><iframe src="https://outside.example/"></iframe>',
    "[click](javascript:alert(4))",
    "![x](https://outside.example/beacon.png)",
    "<a href='javascript:alert(5)'>x</a>",
    "<style>@import 'https://outside.example/x.css';</style>",
    "{{constructor.constructor('alert(6)')()}}",
    "${alert(7)}",
    "<math><mtext></table><mglyph><style><img src onerror=alert(8)>",
    "<details open ontoggle=alert(9)><summary>x</summary>",
    "<input autofocus onfocus=alert(10)>",
]


def take(page: Page, words: str = "") -> None:
    """Claim whoever waits, with these words where several do, and wait until the conversation is open."""
    reference = page.locator(WAITING, has_text=words).first.locator(".reference").inner_text()
    page.locator(WAITING, has_text=reference).click()
    expect(page.locator(".talk-head h2")).to_have_text(reference)


def agent_messages(talk: Talk) -> list[str]:
    return [message["text"] for message in talk.messages() if message["role"] == "agent"]


def draft(page: Page) -> Locator:
    return page.locator("#suggestion .draft")
