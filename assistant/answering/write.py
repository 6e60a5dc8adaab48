"""How does a model put the approved passages into simple words, and may what it returns be read at all?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answering.answer import Completeness
from assistant.answering.compose import language_shown
from assistant.answering.deadline import Deadline
from assistant.answering.draft import Draft
from assistant.answering.introduced_names import hide_names
from assistant.answering.model_schemas import Composed
from assistant.answering.prompting import describe_language, mark_lines, new_mark, prompt_for
from assistant.answering.quoting import find_words
from assistant.answering.rendering import render
from assistant.answering.values import TokenedPassage, token_passage
from assistant.answering.written import Problem, ProblemKind, Source, WrittenAnswer, WrittenSentence
from assistant.language_models.asking import ModelCall, ask
from assistant.language_models.chat_model import ChatMessage, Role
from assistant.language_models.chosen import ChosenModel, ModelStep

_MAX_QUOTED = 6000
"""Characters of an earlier try that a repair is shown."""
_MAX_TOLD = 80
"""Characters of what was wrong in one place of it; a number may have thousands."""


def write(
    draft: Draft, sources: Sequence[Source], deadline: Deadline, earlier: Sequence[Problem]
) -> tuple[WrittenAnswer | None, list[Problem]]:
    """What the model writes, with its tokens turned into values; None where it writes nothing that can be read."""
    chosen = draft.tools.models.find(ModelStep.COMPOSE)
    if chosen is None or not sources or not deadline.seconds_left:
        return None, []
    passages = {source.number: token_passage(source, language_shown(draft)) for source in sources}
    version, messages = _put(chosen, draft, passages, earlier)
    composed, call = ask(chosen, version, messages, Composed, seconds=deadline.seconds_left)
    draft.calls.append(call)
    if composed is None:
        # What came back can be put right; where nothing did, asking again would only take longer.
        return None, [Problem(ProblemKind.FORM, "no JSON object of that form")] if call.raw_output else []
    draft.notes["completeness"] = composed.completeness
    if composed.completeness == "none":
        return None, []
    return _read(draft, composed, passages)


def _put(
    chosen: ChosenModel, draft: Draft, passages: Mapping[int, TokenedPassage], earlier: Sequence[Problem]
) -> tuple[str, list[ChatMessage]]:
    """The prompt's version, and what is sent."""
    prompt, mark = prompt_for(chosen, "compose"), new_mark()
    orders, data = [prompt], ["question:", mark_lines(hide_names(draft.text), mark), "passages:"]
    if draft.leans and draft.earlier:
        data = ["earlier:", mark_lines(hide_names("\n".join(draft.earlier)), mark), *data]
    data += [mark_lines(describe_passage(passage), mark) for passage in passages.values()]
    if earlier:
        orders.append(prompt_for(chosen, "repair"))
        written = [call for call in draft.calls if call.step == chosen.step]
        data += ["earlier answer:", mark_lines(_last_words(written), mark)]
        data += ["problems:", mark_lines("\n".join(map(_describe, earlier)), mark)]
    data.append(f"language: {language_shown(draft)}")
    told = describe_language(language_shown(draft))
    system = "\n\n".join(order.filled(mark=mark, **told) for order in orders)
    return orders[-1].version, [ChatMessage(Role.SYSTEM, system), ChatMessage(Role.USER, "\n".join(data))]


def describe_passage(passage: TokenedPassage) -> str:
    """Its number, language and title, its text with tokens, and what each of them is."""
    hit = passage.source.hit
    head = f"passage {passage.source.number} ({hit.language}) {hit.title}"
    return "\n".join([head, passage.text, *(f"{value.token} = {value.told}" for value in passage.values)])


def _last_words(calls: Sequence[ModelCall]) -> str:
    return calls[-1].raw_output[:_MAX_QUOTED] if calls else ""


def _describe(problem: Problem) -> str:
    place = "answer" if problem.sentence is None else f"sentence {problem.sentence + 1}"
    return f"{place}: {problem.kind.value}: {' '.join(problem.detail.split())}"


def _read(
    draft: Draft, composed: Composed, passages: Mapping[int, TokenedPassage]
) -> tuple[WrittenAnswer | None, list[Problem]]:
    sentences: list[WrittenSentence] = []
    problems: list[Problem] = []
    for sentence in composed.sentences:
        for line in render(sentence.text, sentence.sources, passages):
            place = len(sentences)
            unknown = [f"passage {number}" for number in line.sources if number not in passages]
            problems += [Problem(ProblemKind.TOKEN, words[:_MAX_TOLD], place) for words in line.refused]
            unnamed = unknown or _no_source(line.sources)
            problems += [Problem(ProblemKind.SOURCE, name[:_MAX_TOLD], place) for name in unnamed]
            sentences.append(WrittenSentence(line.text, line.sources))
    if not sentences:
        problems.append(Problem(ProblemKind.FORM, "no sentence"))
    missing = _find_missing(draft, composed)
    if missing is None:
        problems.append(Problem(ProblemKind.FORM, "missing: copy the words from the question"))
    if problems or missing is None:
        return None, problems
    if missing and len(missing) >= len(draft.text.rstrip("?？。.! ！")):
        draft.notes["completeness"] = "none"
        return None, []
    completeness = Completeness.PARTIAL if missing else Completeness.FULL
    return WrittenAnswer(language_shown(draft), tuple(sentences), completeness, missing), []


def _no_source(sources: Sequence[int]) -> list[str]:
    return [] if sources else ["no passage named"]


def _find_missing(draft: Draft, composed: Composed) -> str | None:
    """What stays open, in the citizen's own words; None where a model names other words.

    A part that the rules leave open stays so: nobody has found an article that surely answers it.
    """
    if draft.missing:
        return draft.missing.text
    if composed.completeness != "partial":
        return ""
    return find_words(composed.missing, draft.text) or None
