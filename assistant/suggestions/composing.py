"""Of which sentences is a draft made?  Of approved public text, word for word, each with the number of its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.answer import Citation
from assistant.answering.check import CheckFailed
from assistant.answering.compose import cite
from assistant.answering.knowledge import ELLIPSIS, Hit
from assistant.languages import fold, to_script
from assistant.sentences import unit_spans
from assistant.suggestions.suggestion import Sentence

PUBLIC = "public"


@dataclass(frozen=True)
class ComposedDraft:
    text: str
    sentences: tuple[Sentence, ...]
    sources: tuple[Citation, ...]


def compose_draft(chosen: Sequence[Hit], language: str) -> ComposedDraft:
    """The approved text of each chosen article, in its order; of a long one what was quoted.

    Chinese is shown in the script of `language`.  Greeting and closing are no part of a draft.
    """
    texts = [approved_words(hit, language) for hit in chosen]
    sentences = [
        Sentence(text[start:end], (number,))
        for number, text in enumerate(texts, start=1)
        for start, end in unit_spans(text)
    ]
    return ComposedDraft("\n\n".join(texts), tuple(sentences), tuple(cite(hit, language) for hit in chosen))


def check_sources(draft: ComposedDraft, chosen: Sequence[Hit]) -> None:
    """Every sentence stands in the approved text of a public article that it names.  Raises CheckFailed."""
    if not draft.sentences:
        raise CheckFailed("a draft without a sentence")
    if private := [hit.article_id for hit in chosen if hit.audience != PUBLIC]:
        raise CheckFailed(f"a draft from internal articles: {', '.join(private)}")
    approved = [fold(hit.answer) for hit in chosen]
    for sentence in draft.sentences:
        if not sentence.sources or not all(fold(sentence.text) in approved[n - 1] for n in sentence.sources):
            raise CheckFailed("a sentence that its source does not say")
    if "".join("".join(s.text for s in draft.sentences).split()) != "".join(draft.text.split()):
        raise CheckFailed("a text that is not that of its sentences")


def is_readable_in(hit: Hit, language: str) -> bool:
    """True where the approved text is in `language`, or in the other Chinese script."""
    return hit.language == language or (hit.language.startswith("zh") and language.startswith("zh"))


def approved_words(hit: Hit, language: str) -> str:
    """The approved text of `hit`, of a long one what was quoted, in the script of `language`."""
    quoted = hit.excerpt.text if hit.excerpt else hit.answer
    text = "\n".join(line for line in quoted.splitlines() if line.strip() != ELLIPSIS).strip()
    return text if hit.language == language else to_script(text, language)
