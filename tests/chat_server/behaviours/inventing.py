"""What does a model say that makes things up?  Good sentences with values and names that no source holds."""

from __future__ import annotations

import re
from zlib import crc32

from assistant.languages import detect
from tests.chat_server.behaviours.faithful import compose
from tests.chat_server.requests import Request, data_of

INVENTED = {
    "en": (
        "The fee is HK$4,321.",
        "Apply before 30 February 2031.",
        "Call 2999 8888 for help.",
        "Pay at https://pay.invented.example/now.",
        "The Ministry of Lamps decides.",
    ),
    "zh-Hant": (
        "費用為四千三百二十一元。",
        "請於2031年2月28日前申請。",
        "請致電2999 8888查詢。",
        "請到 https://pay.invented.example/now 繳費。",
        "由路燈事務總署決定。",
    ),
    "zh-Hans": (
        "费用为四千三百二十一元。",
        "请于2031年2月28日前申请。",
        "请致电2999 8888查询。",
        "请到 https://pay.invented.example/now 缴费。",
        "由路灯事务总署决定。",
    ),
}
_TOKEN = re.compile(r"\{p\d+v\d+\}")


def inventing(request: Request) -> str:
    """Another invention for each request; where a sentence holds a value, a wrong one stands for it."""
    turn = crc32(data_of(request).encode())

    def invent(sentences: list[str]) -> list[str]:
        text = "".join(sentences)
        if found := _TOKEN.search(text):
            changed = [sentence.replace(found[0], str(4000 + turn % 999)) for sentence in sentences]
            return changed
        inventions = INVENTED[detect(text).language]
        return [*sentences, inventions[turn % len(inventions)]]

    return compose(request, invent)
