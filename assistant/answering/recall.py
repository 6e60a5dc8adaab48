"""Which questions are the very same, so that a model need not be asked again, and what is kept of its words?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from assistant.answering.compose import language_shown
from assistant.answering.draft import Draft
from assistant.answering.introduced_names import hide_names
from assistant.answering.kept_answers import KeptAnswer
from assistant.answering.prompting import prompt_for
from assistant.answering.written import Source, WrittenAnswer
from assistant.language_models.chosen import Models, ModelStep

_PROMPTS = {ModelStep.COMPOSE: ("compose", "repair"), ModelStep.CHECK: ("check",)}


def key_of(draft: Draft, sources: Sequence[Source]) -> str:
    """Stands for everything that a composed answer depends on; another version of an article has another one.

    Empty where none is or may be kept: the question tells who asks, or leans on the turns before it.
    """
    if not draft.tools.kept.most or draft.leans or draft.hidden or hide_names(draft.text) != draft.text:
        return ""
    missing = draft.missing.text if draft.missing else ""
    used = [hit.version_id for hit in draft.used]
    models = list(_describe_models(draft.tools.models))
    asked = (draft.text, language_shown(draft), missing, used, models, [_describe(source) for source in sources])
    return sha256(repr(asked).encode()).hexdigest()


def keep(draft: Draft, key: str, written: WrittenAnswer) -> None:
    """Keep what was written just now; not where it names what stays open, which are the citizen's own words."""
    if written.missing and not draft.missing:
        return
    call = next(call for call in reversed(draft.calls) if call.step == ModelStep.COMPOSE)
    draft.tools.kept.keep(key, KeptAnswer(replace(written, missing=""), call.model, call.prompt))


def _describe_models(models: Models) -> Iterator[tuple[str, ...]]:
    for step, names in _PROMPTS.items():
        if chosen := models.find(step):
            yield (step.value, chosen.model.name, *(prompt_for(chosen, name).version for name in names))


def _describe(source: Source) -> tuple[object, ...]:
    hit = source.hit
    return (hit.article_id, hit.version_id, hit.version, hit.language, hit.department, hit.title, source.text)
