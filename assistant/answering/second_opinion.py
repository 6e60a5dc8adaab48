"""What does a second model say of an answer: does each sentence say what its passages say?"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.deadline import Deadline
from assistant.answering.draft import Draft
from assistant.answering.model_schemas import SecondOpinion
from assistant.answering.prompting import mark_lines, new_mark, prompt_for
from assistant.answering.written import Problem, ProblemKind, Source, WrittenAnswer
from assistant.language_models.asking import ask
from assistant.language_models.chat_model import ChatMessage, Role
from assistant.language_models.chosen import ModelStep


def ask_second_opinion(
    draft: Draft, written: WrittenAnswer, sources: Sequence[Source], deadline: Deadline
) -> list[Problem]:
    """The sentences that it does not find in their passages; none where no model is set for it.

    An opinion that cannot be had or read is no consent.
    """
    chosen = draft.tools.models.find(ModelStep.CHECK)
    if chosen is None:
        return []
    if not deadline.seconds_left:
        return [Problem(ProblemKind.SECOND_OPINION, "no time was left for it")]
    prompt, mark = prompt_for(chosen, "check"), new_mark()
    messages = [
        ChatMessage(Role.SYSTEM, prompt.filled(mark=mark)),
        ChatMessage(Role.USER, _show(written, sources, mark)),
    ]
    opinion, call = ask(chosen, prompt.version, messages, SecondOpinion, seconds=deadline.seconds_left)
    draft.calls.append(call)
    count = len(written.sentences)
    if opinion is None:
        return [Problem(ProblemKind.SECOND_OPINION, "it could not be had or read")]
    if len(opinion.supported) != count or not all(1 <= number <= count for number in opinion.contradictions):
        return [Problem(ProblemKind.SECOND_OPINION, "it is not about these sentences")]
    doubted = {place for place, is_supported in enumerate(opinion.supported) if not is_supported}
    doubted |= {number - 1 for number in opinion.contradictions}
    return [Problem(ProblemKind.SECOND_OPINION, written.sentences[place].text[:80], place) for place in sorted(doubted)]


def _show(written: WrittenAnswer, sources: Sequence[Source], mark: str) -> str:
    lines = ["passages:"]
    for source in sources:
        head = f"passage {source.number} ({source.language}) {source.hit.title}"
        lines.append(mark_lines(f"{head}\n{source.text}", mark))
    for number, sentence in enumerate(written.sentences, start=1):
        named = " and ".join(f"passage {source}" for source in sentence.sources)
        lines += [f"sentence {number}, from {named}:", mark_lines(sentence.text, mark)]
    return "\n".join(lines)
