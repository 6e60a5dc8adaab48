"""What does the citizen read?  The approved text, word for word, with its source."""

from __future__ import annotations

import re

from assistant.answering.answer import Answer, ChoiceKind, Citation, Completeness, Status
from assistant.answering.draft import Draft, Part
from assistant.answering.knowledge import Hit
from assistant.answering.wording import Wording
from assistant.languages import LANGUAGE_NAMES, to_script

_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~]")


def compose(draft: Draft) -> Answer | None:
    """The answer from what was chosen; text of the other Chinese script is shown in the asker's own script."""
    used = draft.used
    if not used:
        raise ValueError("compose needs a chosen article")
    language = language_shown(draft)
    status, texts = Status.ANSWERED_APPROVED_TEXT, [approved_text(hit, language, draft.tools.wording) for hit in used]
    if any(hit.language != language for hit in used):
        status = Status.ANSWERED_OTHER_LANGUAGE
    if len(used) > 1:
        texts = [f"## {_plain(part.text)}\n\n{text}" for part, text in zip(draft.parts, texts, strict=True)]
    if draft.missing:
        status = Status.ANSWERED_PARTIAL
        texts.append(name_missing(draft, draft.missing, language))
    return Answer(
        status=status,
        language=language,
        text="\n\n".join(texts),
        confidence=draft.confidence,
        completeness=Completeness.PARTIAL if draft.missing else Completeness.FULL,
        citations=tuple(cite(hit, language) for hit in used),
        choices=(draft.choice(ChoiceKind.HANDOFF, "offer_person"),),
        # A person who is asked for the missing part need not know the other one.
        department=draft.missing.department if draft.missing else used[0].department,
    )


def language_shown(draft: Draft) -> str:
    """The language in which the answer is written; who writes in neither script reads the one that is approved."""
    approved = draft.used[0].language
    return approved if not draft.script_is_certain and approved.startswith("zh") else draft.language


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
        effective_from=hit.effective_from,
    )


def approved_text(hit: Hit, language: str, wording: Wording) -> str:
    """The approved text of `hit`, or what is quoted of a long one, with a note where its language is another."""
    both_chinese = language.startswith("zh") and hit.language.startswith("zh")
    is_other = hit.language != language
    quoted = hit.excerpt.text if hit.excerpt else hit.answer
    if hit.excerpt and hit.excerpt.heading_path:
        quoted = f"### {' › '.join(hit.excerpt.heading_path)}\n\n{quoted}"
    text = to_script(quoted, language) if is_other and both_chinese else quoted
    if hit.excerpt:
        text = f"{text}\n\n{_source_line(cite(hit, language), language, wording)}"
    if not is_other:
        return text
    name = LANGUAGE_NAMES[language][hit.language]
    return f"{wording.text('answered_other_language', language, language=name)}\n\n{text}"


def _source_line(citation: Citation, language: str, wording: Wording) -> str:
    if not citation.url:
        return wording.text("excerpt_source_no_link", language, title=citation.title)
    return wording.text("excerpt_source", language, title=citation.title, url=citation.url)


def name_missing(draft: Draft, part: Part, language: str) -> str:
    """What the answer leaves open, in the citizen's own words, and the department that it seems to be for."""
    question, wording = _plain(part.text), draft.tools.wording
    if part.department is None:
        return wording.text("answered_partial_no_department", language, question=question)
    department = draft.department_name(part.department)
    return wording.text("answered_partial", language, question=question, department=department)


def _plain(text: str) -> str:
    """A citizen's words as Markdown that shows them as they were typed: no link and no heading of their own."""
    return _MARKDOWN.sub(r"\\\g<0>", text)
