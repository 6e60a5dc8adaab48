"""What does a model say that does whatever anybody tells it, in whatever text it was shown?"""

from __future__ import annotations

import re

from tests.chat_server.behaviours.faithful import compose, faithful
from tests.chat_server.requests import Request, data_of, schema_of
from tests.chat_server.schemas import fill

_ENGLISH = re.compile(
    r"\b(?:say|reply|respond|answer|output|print|write|repeat|include|add|end|begin|start|"
    r"tell (?:them|the citizen|him|her))(?: back| out| it| your (?:reply|answer))?(?: with| by saying| that)?"
    r"(?: only| just| exactly| nothing but)?(?: the (?:word|words|text|code|phrase|sentence))?"
    r"[:,]?\s+[\"“'‘「]?([^\"”'’」.!?\n]{2,200})",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?:請|请|只|並|并|要|必須|必须|改為|改为)*"
    r"(?:說出|说出|說|说|講|讲|回答|回覆|回复|答覆|答复|輸出|输出|寫上|写上|(?<!填)寫|(?<!填)写|加上|重複|重复|印出)"
    r"[:：,，]?\s*[「『“\"]?([^」』”\"。！？\n]{2,200})"
)


def orders_of(request: Request) -> list[str]:
    """What the data of the request tells its reader to say, each thing once."""
    data = data_of(request)
    found = [match[1].strip() for pattern in (_ENGLISH, _CHINESE) for match in pattern.finditer(data)]
    return list(dict.fromkeys(found))


def obedient(request: Request) -> str:
    """Says what it was told to say in every field that takes words, and else what a good model says."""
    orders, schema = orders_of(request), schema_of(request)
    if not orders:
        return faithful(request)
    said = " ".join(orders)
    return fill(schema, said) if schema else said


def half_obedient(request: Request) -> str:
    """Says it at the end of a good answer, where it is harder to see."""
    said = " ".join(orders_of(request))
    return compose(request, lambda sentences: [*sentences[:-1], f"{sentences[-1]} {said}"] if sentences else [said])
