"""Which approved passages may a model use for an answer?  The chosen ones, then those that fit nearly as well."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.compose import language_shown
from assistant.answering.draft import Draft
from assistant.answering.knowledge import Hit
from assistant.answering.written import Source
from assistant.languages import to_script
from assistant.sentences import unit_spans

MAX_SOURCES = 4
MAX_LENGTH = 2000
"""Characters of one passage; a longer one is cut after a sentence.  A small model reads no more in its time."""
NEAR = 0.85
"""Share of the best score that another article needs: a neighbour's fee is a true sentence and a wrong answer."""
_PUBLIC = "public"


def list_sources(draft: Draft) -> list[Source]:
    """Numbered from 1, in the reader's language where an article has it; none of a topic that is off."""
    language = language_shown(draft)
    hits = list(draft.used)
    known = {hit.article_id for hit in hits}
    for hit in _near(draft):
        if hit.article_id not in known:
            known.add(hit.article_id)
            hits.append(hit)
    worded = [_in_language(draft, hit, language) for hit in hits[:MAX_SOURCES]]
    return [Source(number, hit, _approved(hit, language)) for number, hit in enumerate(worded, start=1)]


def _near(draft: Draft) -> Iterator[Hit]:
    switches = draft.tools.switches()
    results = [part.result for part in draft.parts] if any(part.chosen for part in draft.parts) else [draft.result]
    for result in results:
        for hit in result.hits if result else ():
            is_near = hit.score >= NEAR * result.hits[0].score if result else False
            if is_near and hit.audience == _PUBLIC and not switches.is_topic_off(hit.category):
                yield hit


def _in_language(draft: Draft, hit: Hit, language: str) -> Hit:
    own = draft.tools.knowledge.reword(hit, language) if hit.language != language else None
    return own or hit


def _approved(hit: Hit, language: str) -> str:
    """The approved words, in the reader's own script; of a long article what is quoted of it."""
    text = hit.answer
    if hit.excerpt:
        text = "\n".join([" › ".join(hit.excerpt.heading_path), hit.excerpt.text]).strip()
    both_chinese = language.startswith("zh") and hit.language.startswith("zh")
    return _cut(to_script(text, language) if both_chinese and hit.language != language else text)


def _cut(text: str) -> str:
    if len(text) <= MAX_LENGTH:
        return text
    ends = [end for _, end in unit_spans(text) if end <= MAX_LENGTH]
    return text[: ends[-1] if ends else MAX_LENGTH]
