"""How does an answer read in simpler words, and does it still say the same?"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from assistant.answering.grounding.finding import Similarities
from assistant.answering.grounding.rewriting import find_changes
from assistant.answering.written import ProblemKind
from assistant.language_models.chosen import ChosenModel
from assistant.languages import clean
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.plain_language import Hint, list_hints
from knowledge_base.proposals.asking import Asked, Form, ask_about, nothing_usable, require_model, require_short
from knowledge_base.proposals.checking import distinct, find_instructions, name_language
from knowledge_base.proposals.keeping import Kept
from knowledge_base.proposals.pieces import split_pieces
from knowledge_base.proposals.proposal import Proposal


class Rewritten(Form):
    answer: str = Field(max_length=50_000)


@dataclass(frozen=True)
class Simplified:
    """A proposal, with what the hints for plain language say of the answer `before` and `after`."""

    proposal: Proposal
    before: tuple[Hint, ...]
    after: tuple[Hint, ...]


def simplify(
    chosen: ChosenModel | None, text: ArticleText, *, language: str, similarities: Similarities | None = None
) -> Simplified:
    """`text` with its answer in simpler words.  Raises ModelUnavailable, InvalidInput for one that is too long."""
    require_short(text.answer)
    kept, before = Kept(), _hints(text, language)
    given = kept.take_out(text.answer)
    written, asked = _ask(require_model(chosen), given, language)
    calls = tuple(one.call for one in asked)
    if not written:
        return Simplified(Proposal(language, None, calls, (nothing_usable(calls[-1]),)), before, ())
    answer = kept.put_back(written)
    changes = find_changes(text.answer, answer, language=language, similarities=similarities)
    problems = [
        *(problem for one in asked for problem in one.problems),
        *kept.find_problems([given], [written]),
        # How long an answer to a citizen may be is no matter of an article.
        *(change for change in changes if change.kind is not ProblemKind.LENGTH),
        *find_instructions(text.answer),
    ]
    made = ArticleText(text.question, answer, text.variants)
    return Simplified(Proposal(language, made, calls, distinct(problems)), before, _hints(made, language))


def _ask(chosen: ChosenModel, given: str, language: str) -> tuple[str, tuple[Asked, ...]]:
    """The whole answer, piece by piece; empty where any of it fails."""
    answers: list[str] = []
    asked: list[Asked] = []
    for piece in split_pieces(given):
        target = name_language(language)
        value, one = ask_about(chosen, "curator_rewrite", [("answer", piece)], Rewritten, target=target)
        asked.append(one)
        if value is None or not clean(value.answer):
            return "", tuple(asked)
        answers.append(clean(value.answer))
    return "\n\n".join(answers), tuple(asked)


def _hints(text: ArticleText, language: str) -> tuple[Hint, ...]:
    return list_hints(ArticleContent("", "", {language: text}))
