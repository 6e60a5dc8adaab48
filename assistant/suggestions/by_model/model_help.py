"""What can a language model do for an agent?  Phrase a draft, sum up, reword: each asked for, checked and marked.

What the service computes is told apart from what waits for the model, which may take long: nobody else's suggestion
stands behind that.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from assistant.accounts.permissions import Actor
from assistant.answering.draft import Question, Tools
from assistant.database import Database
from assistant.language_models.chosen import ModelStep
from assistant.suggestions.by_model.attempt import PATIENCE_SECONDS, Failure
from assistant.suggestions.by_model.phrasing import Phrased, phrase
from assistant.suggestions.by_model.rewording import Reworded, reword
from assistant.suggestions.by_model.summarising import ModelSummary, Spoken, summarise_spoken
from assistant.suggestions.handed_over import find_handed_over, has_newer, list_last_messages
from assistant.suggestions.open_question import find_open_question
from assistant.suggestions.rewrites import Rewrite
from assistant.suggestions.suggest import quieten
from assistant.suggestions.suggestion import Quiet, Suggestion
from assistant.suggestions.suggestions import Suggestions, reader_for
from assistant.suggestions.verdicts import find_suggestion, store_calls


class ModelHelp:
    """A language model for the people who reply to citizens.  Safe for many threads."""

    def __init__(
        self,
        suggestions: Suggestions,
        tools: Tools,
        database: Database,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._suggestions, self._tools, self._database = suggestions, tools, database
        self._patience_seconds = patience_seconds

    @property
    def is_there(self) -> bool:
        """True where a model is set for agents."""
        return self._tools.models.find(ModelStep.AGENT) is not None

    def suggest_again(
        self, suggestion_id: str, *, actor: Actor, agent_language: str, question: Question | None = None
    ) -> Suggestion:
        """The suggestion of that id made anew, since its passages are not kept with it; stale where it is another now.

        `question` is that of another desk system, whose words are not kept either.  Raises SuggestionNotFound,
        ConversationNotFound.
        """
        department = None
        with self._database.read() as session:
            record = find_suggestion(session, suggestion_id, actor=actor)
            if record.conversation_id is not None:
                department = find_handed_over(session, record.conversation_id, actor).department
                asked = find_open_question(list_last_messages(session, record.conversation_id))
                question = asked.question if asked and asked.sequence == record.sequence else None
        if question is None:
            return quieten(Suggestion(record.language), Quiet.NEWER_MESSAGE, agent_language)
        made = self._suggestions.suggest(question, reader_for(actor, agent_language, department))
        return made if made.draft == record.draft else quieten(made, Quiet.NEWER_MESSAGE, agent_language)

    def phrase(self, suggestion: Suggestion) -> Phrased:
        """Its draft in a model's words; waits for the model, and keeps nothing."""
        return self.phrase_each([suggestion])[0]

    def phrase_each(self, suggestions: Sequence[Suggestion]) -> list[Phrased]:
        """The draft of each, all of them within the patience for one."""
        until = time.monotonic() + self._patience_seconds
        return [self._phrase(one, seconds=max(0.0, until - time.monotonic())) for one in suggestions]

    def keep(self, suggestion_id: str, phrased: Phrased, *, actor: Actor) -> Phrased:
        """Keep a model's draft before it is shown; it is dropped where the citizen has written meanwhile."""
        with self._database.write() as session:
            record = find_suggestion(session, suggestion_id, actor=actor)
            if record.conversation_id and has_newer(session, record.conversation_id, record.sequence or 0):
                phrased = Phrased(failure=Failure.NEWER_MESSAGE, calls=phrased.calls)
            if phrased.calls:
                words = phrased.text or None
                store_calls(session, suggestion_id, actor=actor, calls=phrased.calls, model_draft=words)
        return phrased

    def summarise(self, spoken: Sequence[Spoken], *, language: str) -> ModelSummary:
        """What was written in one conversation or case; waits for the model, and keeps nothing."""
        return summarise_spoken(spoken, self._tools, language=language, seconds=self._patience_seconds)

    def reword(self, text: str, kind: Rewrite, *, language: str) -> Reworded:
        """An agent's own text, in `language` then; waits for the model, and keeps nothing."""
        return reword(text, kind, self._tools, language=language, seconds=self._patience_seconds)

    def _phrase(self, suggestion: Suggestion, *, seconds: float) -> Phrased:
        if suggestion.is_stale:
            return Phrased(failure=Failure.NEWER_MESSAGE)
        return phrase(suggestion, self._tools, seconds=seconds)
