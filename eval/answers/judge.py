"""What does another model think of an answer?  Asked for only on request, and a column beside what rules measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from assistant.answering.prompting import mark_lines, new_mark
from assistant.language_models.asking import ask
from assistant.language_models.chat_model import ChatMessage, Role
from assistant.language_models.chosen import ChosenModel, Models, ModelStep
from eval.answers.generate import SIDE_BY_SIDE, Asked
from eval.metrics import mean
from knowledge_base.article import ArticleContent

PROMPT = "judge_1"
SECONDS = 15.0


class Judgement(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    answers: bool
    is_true: bool


@dataclass(frozen=True)
class Opinions:
    """Of how many answers there is an opinion, and the shares of these that are favourable."""

    asked: int
    given: int
    answers: float | None
    is_true: float | None


def find_judge(models: Models) -> ChosenModel | None:
    """The model of the second opinion, which did not write; else the one that writes."""
    return models.find(ModelStep.CHECK) or models.find(ModelStep.COMPOSE)


def ask_judge(judge: ChosenModel, asked: Sequence[Asked], articles: Mapping[str, ArticleContent]) -> Opinions:
    """An opinion on each first answer; one that cannot be read is none."""
    answered = [one for one in asked if one.is_answered]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        told = list(pool.map(lambda one: _judge(judge, one, articles), answered))
    given = [one for one in told if one is not None]
    if not given:
        return Opinions(len(answered), 0, None, None)
    return Opinions(len(answered), len(given), mean(o.answers for o in given), mean(o.is_true for o in given))


def _judge(judge: ChosenModel, asked: Asked, articles: Mapping[str, ArticleContent]) -> Judgement | None:
    mark, language = new_mark(), asked.answer.language
    cited = [articles[c.article_id] for c in asked.answer.citations if c.article_id in articles]
    approved = [article.text.get(language) or next(iter(article.text.values())) for article in cited]
    parts = {
        "question": asked.question.text,
        "answer": asked.answer.text,
        "approved text": "\n\n".join(f"{text.question}\n{text.answer}" for text in approved),
    }
    prompt = (files("eval") / "answers" / f"{PROMPT}.md").read_text("utf-8").format(mark=mark)
    data = "\n".join(f"{name}:\n{mark_lines(text, mark)}" for name, text in parts.items())
    messages = [ChatMessage(Role.SYSTEM, prompt), ChatMessage(Role.USER, data)]
    value, _ = ask(judge, PROMPT, messages, Judgement, seconds=SECONDS)
    return value
