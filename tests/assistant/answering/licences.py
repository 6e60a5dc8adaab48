"""Articles in three languages, questions about them, and an answer of a model for each language."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.draft import Draft, Question, Tools, Turn
from assistant.answering.knowledge import Hit
from assistant.answering.pipeline import First, answer_first
from assistant.answering.written import Source
from assistant.language_models.chosen import NO_MODELS, Models
from tests.assistant.answering.scripted_knowledge import SURE, ScriptedKnowledge, hit, tools

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
QUESTIONS = {
    "en": "How do I renew my driving licence?",
    "zh-Hant": "如何續領駕駛執照？",
    "zh-Hans": "怎样续领驾驶执照？",
}
APPROVED = {
    "en": "Fill in form TD 558 or use [the online form](https://www.chingwan.example/en/renew). The fee is HK$900. "
    "Call 2345 6789 between 9 am and 5 pm.",
    "zh-Hant": "請填寫表格TD 558或使用[網上表格](https://www.chingwan.example/tc/renew)。費用為900元。"
    "請於上午9時至下午5時致電2345 6789。",
    "zh-Hans": "请填写表格TD 558或使用[网上表格](https://www.chingwan.example/sc/renew)。费用为900元。"
    "请于上午9时至下午5时致电2345 6789。",
}
"""Values in this order: form, link, fee, then opening, closing and telephone number, which Chinese tells last too."""
SIMPLE = {
    "en": ("Fill in form {p1v1} or use {p1v2}.", "The fee is {p1v3}."),
    "zh-Hant": ("請填寫表格{p1v1}或使用{p1v2}。", "費用為{p1v3}。"),
    "zh-Hans": ("请填写表格{p1v1}或使用{p1v2}。", "费用为{p1v3}。"),
}
SHOWN = {
    "en": "Fill in form TD 558 or use [the online form](https://www.chingwan.example/en/renew). The fee is HK$900.",
    "zh-Hant": "請填寫表格TD 558或使用[網上表格](https://www.chingwan.example/tc/renew)。費用為900元。",
    "zh-Hans": "请填写表格TD 558或使用[网上表格](https://www.chingwan.example/sc/renew)。费用为900元。",
}


def licence(language: str = "en", **changes: object) -> Hit:
    return hit("td-renew", language=language, title=QUESTIONS[language], **{"answer": APPROVED[language], **changes})


def source(text: str, *, number: int = 1, language: str = "en", **changes: object) -> Source:
    return Source(number, hit(f"article-{number}", language=language, answer=text, **changes), text)


def tools_with(knowledge: ScriptedKnowledge, models: Models = NO_MODELS) -> Tools:
    return replace(tools(knowledge), models=models)


def first_of(
    *hits: Hit,
    models: Models = NO_MODELS,
    text: str = "",
    language: str = "en",
    history: tuple[Turn, ...] = (),
    features: dict[str, float] | None = None,
) -> First:
    """What the rules answer from `hits`, the first of which they are sure of."""
    knowledge = ScriptedKnowledge(*hits, features=SURE if features is None else features)
    question = Question(text or QUESTIONS[language], language, history)
    return answer_first([question], tools_with(knowledge, models))[0]


def draft_for(*hits: Hit, language: str = "en", text: str = "", models: Models = NO_MODELS) -> Draft:
    return first_of(*hits, language=language, text=text, models=models).draft
