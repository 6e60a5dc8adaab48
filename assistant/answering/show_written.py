"""What does the citizen get of a model's checked words?  An answer with the sources that it uses, and no other."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.answer import Answer, ChoiceKind, Completeness, Status
from assistant.answering.check import check_composed
from assistant.answering.compose import cite, name_missing
from assistant.answering.draft import Draft, Part
from assistant.answering.values import link_values, token_passage
from assistant.answering.written import Source, WrittenAnswer
from assistant.languages import LANGUAGE_NAMES

_BETWEEN_NAMES = {"en": ", ", "zh-Hant": "、", "zh-Hans": "、"}


def show_written(draft: Draft, written: WrittenAnswer, sources: Sequence[Source]) -> Answer:
    """The checked words as an answer with their citations.  Raises CheckFailed."""
    used = _used(written, sources)
    language = written.language
    values = [value for source in used for value in token_passage(source, language).values]
    texts = [link_values(written.text, values)]
    status = Status.ANSWERED_COMPOSED
    if others := [source.language for source in used if source.language != language]:
        status = Status.ANSWERED_OTHER_LANGUAGE
        texts.insert(0, _name_languages(draft, others, language))
    missing = draft.missing or (Part(written.missing) if written.missing else None)
    if missing:
        status = Status.ANSWERED_PARTIAL
        texts.append(name_missing(draft, missing, language))
    answer = Answer(
        status=status,
        language=language,
        text="\n\n".join(texts),
        confidence=draft.confidence,
        completeness=Completeness.PARTIAL if missing else Completeness.FULL,
        citations=tuple(cite(source.hit, language) for source in used),
        choices=(draft.choice(ChoiceKind.HANDOFF, "offer_person"),),
        retrieved=draft.retrieved([source.hit for source in used]),
        department=draft.missing.department if draft.missing else draft.used[0].department,
        mode=draft.mode.replace("rules", "model", 1),
        trace=tuple(draft.trace),
    )
    check_composed(draft, answer)
    return answer


def _used(written: WrittenAnswer, sources: Sequence[Source]) -> list[Source]:
    """In the order in which the sentences first rest on them."""
    numbers = dict.fromkeys(number for sentence in written.sentences for number in sentence.sources)
    by_number = {source.number: source for source in sources}
    return [by_number[number] for number in numbers]


def _name_languages(draft: Draft, others: Sequence[str], language: str) -> str:
    names = _BETWEEN_NAMES[language].join(LANGUAGE_NAMES[language][other] for other in dict.fromkeys(others))
    return draft.tools.wording.text("composed_other_language", language, language=names)
