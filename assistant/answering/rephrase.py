"""What is being asked, as a model reads it, and does it add anything that nobody has said?

The model is asked where the rules found no sure answer, or the message leans on the turns before it.  Its question is
searched by the same rules; what it calls the citizen's intent is kept in the trace and decides nothing but that what
it takes for no question is not searched.  The citizen's own words are what is stored.
"""

from __future__ import annotations

from assistant.answering.additions import find_difference
from assistant.answering.answer import Outcome
from assistant.answering.deadline import Deadline
from assistant.answering.draft import Draft, Question
from assistant.answering.draft import Role as Speaker
from assistant.answering.intents import Intent, find_intent
from assistant.answering.introduced_names import hide_names
from assistant.answering.model_schemas import Rephrased
from assistant.answering.pipeline import First
from assistant.answering.prompting import describe_language, mark_lines, new_mark, prompt_for
from assistant.answering.screen import MAX_QUESTION_LENGTH
from assistant.language_models.asking import ask
from assistant.language_models.chat_model import ChatMessage, Role
from assistant.language_models.chosen import ChosenModel, ModelStep
from assistant.languages import clean, detect, to_script

MAX_TURNS = 6
"""Earlier turns that the model is shown, and at most so many characters of each: what the assistant says is long."""
MAX_TURN_LENGTH = 600
_NO_QUESTIONS = frozenset(Intent) - {Intent.COMPLAINT, Intent.SERVICE_REQUEST}


def rephrase(first: First, deadline: Deadline) -> Question | None:
    """The standalone question in the citizen's language; None where it is not needed, fails, or adds something."""
    draft = first.draft
    chosen = draft.tools.models.find(ModelStep.UNDERSTAND)
    is_sure = first.answer.outcome is Outcome.ANSWERED and not draft.leans
    if chosen is None or is_sure or not deadline.seconds_left:
        return None
    version, messages = _put(chosen, draft)
    said, call = ask(chosen, version, messages, Rephrased, seconds=deadline.seconds_left)
    draft.calls.append(call)
    if said is None:
        draft.notes["refused"] = "no question that can be read"
        return None
    question = " ".join(clean(said.question).split())
    if draft.language.startswith("zh"):
        question = to_script(question, draft.language)
    refused = _find_fault(said, question, draft)
    draft.notes |= {"question": question, "intent": said.intent, "language": said.language, "refused": refused}
    return None if refused else Question(question, draft.language)


def _find_fault(said: Rephrased, question: str, draft: Draft) -> str:
    """Why `question` may not be asked in place of the citizen's words; empty where it may."""
    if said.intent in _NO_QUESTIONS:
        return f"taken for {said.intent}"
    if not 0 < len(question) <= MAX_QUESTION_LENGTH:
        return "empty or too long"
    if question == draft.text:
        return "nothing new"
    if detect(question, fallback=draft.language).language != draft.language:
        return "another language"
    if find_intent(question) not in (None, draft.intent):
        return "not a question any more"
    turns = [clean(turn.text) for turn in draft.question.history]
    return find_difference(question, draft.text, turns)


def _put(chosen: ChosenModel, draft: Draft) -> tuple[str, list[ChatMessage]]:
    """The prompt's version, and what is sent."""
    prompt, mark = prompt_for(chosen, "understand"), new_mark()
    data: list[str] = []
    for turn in draft.question.history[-MAX_TURNS:]:
        speaker = "citizen:" if turn.role is Speaker.CITIZEN else "assistant:"
        data += [speaker, mark_lines(hide_names(clean(turn.text))[:MAX_TURN_LENGTH], mark)]
    data += ["question:", mark_lines(hide_names(draft.text), mark), f"language: {draft.language}"]
    system = prompt.filled(mark=mark, **describe_language(draft.language))
    return prompt.version, [ChatMessage(Role.SYSTEM, system), ChatMessage(Role.USER, "\n".join(data))]
