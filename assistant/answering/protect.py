"""What in the question is nobody's business?  It is hidden before any other step reads it, and the citizen is told."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.answer import Answer, Outcome
from assistant.answering.draft import Draft, Question, Turn
from assistant.privacy import mask, name_kinds


def protect(draft: Draft) -> Answer | None:
    """Takes personal data out of the question and of the turns before it; only their kinds are remembered."""
    question = draft.question
    draft.language = question.language or draft.language  # In which a failure of this step is told.
    published = draft.tools.knowledge.published_contacts()
    masked = mask(question.text, draft.language, published=published)
    # The assistant's turns too: a caller that keeps no conversation here may put anything into its mouth.
    earlier = tuple(Turn(turn.role, mask(turn.text, "en", published=published).words) for turn in question.history)
    draft.question, draft.hidden = Question(masked.words, question.language, earlier), masked.kinds
    if draft.hidden:
        draft.notes["hidden"] = [kind.value for kind in draft.hidden]
    return None


def tell_what_is_hidden(draft: Draft, answer: Answer) -> Answer:
    """`answer` with a paragraph about what was hidden; first, except where somebody may be in danger."""
    if not draft.hidden:
        return answer
    kinds = name_kinds(draft.hidden, answer.language)
    paragraphs = [draft.tools.wording.text("personal_data_removed", answer.language, kinds=kinds), answer.text]
    if answer.outcome is Outcome.EMERGENCY:
        paragraphs.reverse()
    return replace(answer, text="\n\n".join(paragraphs))
