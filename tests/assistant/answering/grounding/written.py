"""What does a written sentence, or a few, get told against a passage?"""

from __future__ import annotations

from assistant.answering.answer import Completeness
from assistant.answering.grounding.finding import Similarities, find_problems
from assistant.answering.written import Problem, ProblemKind, Source, WrittenAnswer, WrittenSentence
from tests.assistant.answering.scripted_knowledge import hit

POOL = {
    "en": (
        "A swim costs $20 for adults and $10 for children aged 3 to 13. Pools open daily from 6:30 am to "
        "10 pm, except on "
        "Thursdays between 10 am and 1 pm. You must wear swimwear. Diving is not allowed. Enquiries: 2555 0810."
    ),
    "zh-Hant": (
        "游泳收費為成人20元，3至13歲兒童10元。泳池每日上午6時30分至晚上10時開放，逢星期四上午10時至下午1時除外。"
        "必須穿着泳裝。不得跳水。查詢：2555 0810。"
    ),
    "zh-Hans": (
        "游泳收费为成人20元，3至13岁儿童10元。泳池每日上午6时30分至晚上10时开放，逢星期四上午10时至下午1时除外。"
        "必须穿着泳装。不得跳水。查询：2555 0810。"
    ),
}
"""One text of a swimming pool in each language."""


def source(
    text: str, *, language: str = "en", number: int = 1, department: str = "LCSD", title: str = "Swimming"
) -> Source:
    found = hit("pool", language=language, title=title, answer=text, department=department)
    return Source(number, found, text)


def problems(
    *sentences: str,
    passage: str,
    language: str = "en",
    passage_language: str = "",
    question: str = "",
    department: str = "LCSD",
    similarities: Similarities | None = None,
) -> list[Problem]:
    """What is found against an answer of those sentences, each from the one passage."""
    written = WrittenAnswer(language, tuple(WrittenSentence(text, (1,)) for text in sentences), Completeness.FULL)
    sources = [source(passage, language=passage_language or language, department=department)]
    return find_problems(written, sources, question=question, similarities=similarities)


def kinds(*sentences: str, passage: str, language: str = "en", passage_language: str = "") -> set[ProblemKind]:
    found = problems(*sentences, passage=passage, language=language, passage_language=passage_language)
    return {problem.kind for problem in found}
