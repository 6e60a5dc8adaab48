"""What does the citizen read?  The approved text, word for word, with its source."""

from __future__ import annotations

from assistant.answering.answer import Answer, ChoiceKind, Citation, Completeness, Status
from assistant.answering.draft import Draft
from assistant.answering.knowledge import Hit
from assistant.languages import LANGUAGE_NAMES, to_script


def compose(draft: Draft) -> Answer | None:
    """The answer from the chosen article; text of the other Chinese script is shown in the asker's own script."""
    hit = draft.chosen
    if hit is None:
        raise ValueError("compose needs a chosen article")
    language = hit.language if not draft.script_is_certain else draft.language
    status, text = Status.ANSWERED_APPROVED_TEXT, hit.answer
    if hit.language != language:
        status, text = Status.ANSWERED_OTHER_LANGUAGE, _in_other_language(draft, hit, language)
    return Answer(
        status=status,
        language=language,
        text=text,
        confidence=draft.confidence,
        completeness=Completeness.FULL,
        citations=(cite(hit, language),),
        choices=(draft.choice(ChoiceKind.HANDOFF, "offer_person"),),
        department=hit.department,
    )


def cite(hit: Hit, language: str) -> Citation:
    """The source line of `hit` for a reader of `language`."""
    return Citation(
        article_id=hit.article_id,
        version_id=hit.version_id,
        version=hit.version,
        language=hit.language,
        title=to_script(hit.title, language) if language.startswith("zh") else hit.title,
        url=hit.url,
        department=hit.department,
        last_reviewed=hit.last_reviewed,
    )


def _in_other_language(draft: Draft, hit: Hit, language: str) -> str:
    names = LANGUAGE_NAMES[language]
    note = draft.tools.wording.text("answered_other_language", language, language=names[hit.language])
    both_chinese = language.startswith("zh") and hit.language.startswith("zh")
    return f"{note}\n\n{to_script(hit.answer, language) if both_chinese else hit.answer}"
