"""How does an agent, or another desk system, get a suggestion?  It is made, kept, and only then shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.draft import Question, Tools
from assistant.database import Database
from assistant.privacy import mask
from assistant.suggestions.handed_over import find_handed_over, has_newer, list_last_messages
from assistant.suggestions.models import SuggestionRecord
from assistant.suggestions.open_question import find_open_question
from assistant.suggestions.reader import Reader
from assistant.suggestions.similar import SimilarConversations
from assistant.suggestions.suggest import quieten, suggest
from assistant.suggestions.suggestion import Quiet, Suggestion
from assistant.suggestions.verdicts import Verdict, Wording, give_verdict, store_suggestion


@dataclass(frozen=True)
class KeptSuggestion:
    id: str
    suggestion: Suggestion


class Suggestions:
    """Suggestions for the people who reply to citizens.  Safe for many threads."""

    def __init__(self, tools: Tools, database: Database) -> None:
        self._tools = tools
        self._database = database
        self._similar = SimilarConversations()

    def suggest(self, question: Question, reader: Reader) -> Suggestion:
        """What would be suggested; nothing of it is kept."""
        return suggest(question, self._tools, reader)

    def for_conversation(self, conversation_id: str, *, actor: Actor, agent_language: str) -> KeptSuggestion:
        """For what the citizen of the conversation waits to be told.  Nothing but this conversation makes the draft.

        Raises ConversationNotFound also where the actor does not serve the department that it was handed to.
        """
        actor.require(Permission.SUGGESTION_CREATE)
        with self._database.read() as session:
            handoff = find_handed_over(session, conversation_id, actor)
            asked = find_open_question(list_last_messages(session, conversation_id))
        reader = reader_for(actor, agent_language, handoff.department)
        made = self._make(asked.question, reader, actor, but=conversation_id) if asked else None
        made = made or quieten(Suggestion(handoff.language), Quiet.NOTHING_ASKED, agent_language)
        with self._database.write() as session:
            if asked and has_newer(session, conversation_id, asked.sequence):
                made = quieten(made, Quiet.NEWER_MESSAGE, agent_language)
            sequence = asked.sequence if asked else None
            record = store_suggestion(session, made, actor=actor, conversation_id=conversation_id, sequence=sequence)
        return KeptSuggestion(record.id, made)

    def for_question(
        self, question: Question, *, actor: Actor, agent_language: str, department: str | None = None
    ) -> KeptSuggestion:
        """For a question that another desk system was asked."""
        actor.require(Permission.SUGGESTION_CREATE)
        made = self._make(question, reader_for(actor, agent_language, department), actor)
        with self._database.write() as session:
            record = store_suggestion(session, made, actor=actor)
        return KeptSuggestion(record.id, made)

    def give_verdict(
        self,
        suggestion_id: str,
        *,
        actor: Actor,
        verdict: Verdict,
        text: str | None = None,
        reason: str | None = None,
        wording: Wording = Wording.APPROVED,
    ) -> SuggestionRecord:
        """Keep what the actor made of a suggestion.  Raises SuggestionNotFound, TransitionNotAllowed, InvalidInput."""
        with self._database.write() as session:
            return give_verdict(
                session, suggestion_id, actor=actor, verdict=verdict, text=text, reason=reason, wording=wording
            )

    def _make(self, question: Question, reader: Reader, actor: Actor, *, but: str | None = None) -> Suggestion:
        if self._tools.switches().suggestions_off:
            return quieten(Suggestion(question.language or "en"), Quiet.SWITCHED_OFF, reader.language)
        made = self.suggest(question, reader)
        if made.quiet in (Quiet.EMERGENCY, Quiet.NOT_A_QUESTION):
            return made
        words = mask(question.text, made.language).words
        with self._database.read() as session:
            return replace(made, similar=tuple(self._similar.find(session, words, actor=actor, but=but)))


def reader_for(actor: Actor, language: str, department: str | None) -> Reader:
    """For whom a suggestion is made when the actor asks for it."""
    audience = "internal" if actor.may(Permission.KNOWLEDGE_READ_INTERNAL) else "public"
    return Reader(language, audience, department)
