"""What does a model say that means well: in another language than it was asked in, at length, or nothing at all?"""

from __future__ import annotations

from tests.chat_server.behaviours.faithful import compose
from tests.chat_server.passages import read_shown
from tests.chat_server.requests import Request

_ELSEWHERE = {
    "en": "请携带表格办理，详情请查阅网页。",
    "zh-Hant": "请携带表格办理，详情请查阅网页。",
    "zh-Hans": "Please bring the form; the page has the details.",
}
"""What a reader of each language must not get; Simplified characters for those who write Traditional ones."""


def wrong_language(request: Request) -> str:
    said = _ELSEWHERE[read_shown(request).language]
    return compose(request, lambda _: [said])


def wordy(request: Request) -> str:
    return compose(request, lambda sentences: sentences * 40)


def silent(request: Request) -> str:
    return ""
