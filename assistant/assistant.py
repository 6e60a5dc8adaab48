"""What can be asked of the assistant?  It delegates: the pipeline answers, the conversation's records remember."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from sqlalchemy.orm import Session

from assistant.answering.answer import Answer, HandoffReason, Outcome, Status
from assistant.answering.confidence import load_confidence
from assistant.answering.draft import Question, Role, Tools, Turn
from assistant.answering.improve import improve, leave_out, may_improve, recall
from assistant.answering.kept_answers import KeptAnswers
from assistant.answering.knowledge import Knowledge
from assistant.answering.pipeline import First, answer_alarm, answer_first
from assistant.answering.wording import load_wording
from assistant.cases.catalogue import Catalogue
from assistant.conversations import handoffs, history
from assistant.conversations.arrivals import Arrival, store_arrivals
from assistant.conversations.history import StartedConversation
from assistant.conversations.models import AnswerRecord, Feedback, Handoff, Message, Satisfaction
from assistant.conversations.open_questions import close_question, open_question
from assistant.conversations.opening_hours import OpeningHours, load_opening_hours
from assistant.conversations.progress import find_by_reference
from assistant.conversations.satisfaction import rate
from assistant.conversations.states import HandoffState
from assistant.conversations.telling import Telling
from assistant.conversations.waiting import Standing, find_standing, promise_reply
from assistant.database import Database
from assistant.errors import CivicDeskError, SwitchedOff
from assistant.language_models.chosen import NO_MODELS, Models
from assistant.languages import clean
from assistant.privacy import Masked, mask
from assistant.shared_writes import SharedWrites
from assistant.signals import conversation_topic, send_signal
from assistant.suggestions.by_model.model_help import ModelHelp
from assistant.suggestions.suggestions import Suggestions
from assistant.switches.off_switches import Channel, Switches
from assistant.switches.switch_watch import SwitchWatch

ALARM_WINDOW = 1000
"""As long as a question may be; of a longer text each half of it is looked at twice."""

NO_PLACE = "as many calls run as may"
ANOTHER_IS_OPEN = "a model is asked about another question of the conversation"
OPEN_BEYOND_SECONDS = 10.0
"""How much longer than a citizen's patience a question may be open: to be stored, and where its process is killed."""


@dataclass(frozen=True)
class BegunReply:
    """A message with its answer by rules; `stored` where it was answered before, `alarm` while an agent has it.

    `is_open` where it is the one question of its conversation that a model may be asked about.
    """

    question: Message
    first: First | None = None
    stored: AnswerRecord | None = None
    alarm: Answer | None = None
    is_open: bool = False

    @cached_property
    def waits_for_model(self) -> bool:
        """True where finishing it may take as long as a model takes; told once, whatever is switched off meanwhile."""
        return self.first is not None and may_improve(self.first)


class Assistant:
    """The machine that answers; always with an approved text, a fixed text, or a person.  Safe for many threads."""

    def __init__(
        self,
        knowledge: Knowledge,
        database: Database,
        catalogue: Catalogue,
        *,
        hours: OpeningHours | None = None,
        models: Models = NO_MODELS,
        patience_seconds: float = 6.0,
        kept_answers: int = 0,
    ) -> None:
        """`kept_answers` of models are given again to whoever asks the same; 0 asks the model each time."""
        self._database = database
        self._writes = SharedWrites(database)
        self.patience_seconds = patience_seconds
        self.catalogue = catalogue
        self.hours = hours or load_opening_hours()
        self.wording = load_wording()
        self.telling = Telling(self.wording, catalogue)
        self._switches = SwitchWatch(database)
        self._tools = Tools(
            knowledge,
            self.wording,
            load_confidence(),
            catalogue,
            self._switches.current,
            models,
            patience_seconds,
            KeptAnswers(kept_answers),
        )
        self.suggestions = Suggestions(self._tools, database)
        self.model_help = ModelHelp(self.suggestions, self._tools, database)

    @property
    def switches(self) -> Switches:
        """What is off at the moment."""
        return self._switches.current()

    def require_channel(self, channel: str, language: str) -> None:
        """Raises SwitchedOff, in words for the citizen, while questions are not taken by this way."""
        if self.switches.is_channel_off(channel):
            raise SwitchedOff(self.wording.text("channel_off", language))

    # Without a conversation: nothing is stored

    def answer(self, question: Question) -> Answer:
        return self.answer_many([question])[0]

    def answer_many(self, questions: Sequence[Question]) -> list[Answer]:
        """One answer a question, in order.  Never raises; a failure is an answer with status `handoff_failure`."""
        return [improve(first) for first in answer_first(questions, self._tools)]

    def begin_answer(self, question: Question) -> First:
        """The answer by rules, or kept, at once; `finish_answer` gives it, or what a model makes of it."""
        return recall(answer_first([question], self._tools)[0])

    def finish_answer(self, first: First, ask_model: bool = True, why_not: str = NO_PLACE) -> Answer:
        """Waits as long as a model may take, where one is asked.  Never raises."""
        return improve(first) if ask_model or not may_improve(first) else leave_out(first, why_not)

    def find_alarm(self, text: str, *, language: str) -> Answer | None:
        """The fixed text where any stretch of `text`, however long, tells of danger to life; nothing is stored."""
        stretches = (text[start : start + ALARM_WINDOW] for start in range(0, len(text), ALARM_WINDOW // 2))
        alarms = (answer_alarm(Question(stretch, language), self._tools) for stretch in stretches)
        return next(filter(None, alarms), None)

    # In a conversation: every turn is stored before it is shown

    def start_conversation(self, *, language: str, channel: Channel = Channel.WEB) -> StartedConversation:
        """Raises SwitchedOff, DatabaseUnavailable."""
        self.require_channel(channel, language=language)
        with self._database.write() as session:
            return history.start_conversation(session, language=language, channel=channel.value)

    def receive(
        self,
        conversation_id: str,
        token: str,
        text: str,
        *,
        language: str | None = None,
        idempotency_key: str | None = None,
    ) -> Message:
        """Store a citizen's message, personal data masked; the same key gives the message stored the first time.

        Where the text does not tell its language, `language` decides, else the turn before, else the conversation's.
        Raises ConversationNotFound, SwitchedOff, DatabaseUnavailable.
        """
        arrival = Arrival(conversation_id, token, text, language, idempotency_key)
        (stored,) = self._store_arrivals([arrival], waits=True)
        if isinstance(stored, CivicDeskError):
            raise stored
        return stored

    def receive_together(self, arrivals: Sequence[Arrival]) -> list[Message | CivicDeskError]:
        """As `receive`, each for another conversation; who is refused is told why in the place of the message.

        A conversation that somebody else holds at the moment is refused with ConversationNotFound: nobody waits for
        what concerns another.  Raises DatabaseUnavailable, and then nothing is stored.
        """
        return self._store_arrivals(arrivals, waits=False)

    def _store_arrivals(self, arrivals: Sequence[Arrival], *, waits: bool) -> list[Message | CivicDeskError]:
        hide = self._masking()
        cleaned = [replace(arrival, text=clean(arrival.text)) for arrival in arrivals]
        read = [(arrival, hide(arrival.text, arrival.language or "en")) for arrival in cleaned]
        with self._database.write() as session:
            return store_arrivals(session, read, require_channel=self.require_channel, waits=waits)

    def reply(self, question: Message) -> AnswerRecord | None:
        """Answer a stored message and store the answer; a message that has its answer keeps it.

        Who asks for a person gets a handoff with it, at once.  None while an agent has the conversation: then only
        danger to life is answered, and the agent learns of it.
        """
        begun = self.begin(question)
        if not begun.waits_for_model:
            return self.finish(begun)
        opened = self.open_question(begun)
        return self.finish(opened or begun, ask_model=opened is not None)

    def begin(self, question: Message) -> BegunReply:
        """The answer by rules, at once and not yet stored; `finish` stores it, or what a model makes of it."""
        with self._database.read() as session:
            is_with_agent, stored = history.look_before_answering(session, question)
            if stored is not None:
                return BegunReply(question, stored=stored)
            earlier = () if is_with_agent else history.turns_before(session, question)
        asked = Question(question.text, question.language, earlier)
        if is_with_agent:
            return BegunReply(question, alarm=answer_alarm(asked, self._tools))
        return BegunReply(question, first=self.begin_answer(asked))

    def begin_or_reply(self, question: Message) -> BegunReply:
        """As `begin`, but with the answer `stored` already where no model is waited for."""
        begun = self.begin(question)
        return begun if begun.waits_for_model else BegunReply(question, stored=self.finish(begun))

    def open_question(self, begun: BegunReply) -> BegunReply | None:
        """`begun`, once a model may be asked about it, or with the answer that another process has stored meanwhile.

        None while a model is asked about another question of the same conversation.
        """
        seconds = self.patience_seconds + OPEN_BEYOND_SECONDS

        def step(session: Session) -> BegunReply | None:
            if not open_question(session, begun.question, seconds=seconds):
                return None
            stored = history.find_answer_to(session, begun.question.id)
            if stored is None:
                return replace(begun, is_open=True)
            close_question(session, begun.question)
            return BegunReply(begun.question, stored=stored)

        return self._writes.run(step)

    def finish(self, begun: BegunReply, ask_model: bool = True) -> AnswerRecord | None:
        """Ask the model where that may help, and store the answer.  Waits as long as a model may take."""
        if begun.stored is not None:
            return begun.stored
        why_not = NO_PLACE if begun.is_open else ANOTHER_IS_OPEN
        answer = self.finish_answer(begun.first, ask_model, why_not) if begun.first else begun.alarm
        return self._keep(begun, answer) if answer else None

    def _keep(self, begun: BegunReply, answer: Answer) -> AnswerRecord | None:
        question = begun.question
        with self._database.write() as session:
            conversation = history.lock_conversation(session, question.conversation_id)
            if begun.is_open:
                close_question(session, question)
            if conversation.is_with_agent and answer.outcome is not Outcome.EMERGENCY:
                return None  # An agent has claimed it while the answer was made.
            record = history.store_answer(session, question, answer)
            if answer.outcome is Outcome.EMERGENCY:
                handoffs.tell_emergency(session, conversation.id)
            if record.status == Status.HANDOFF_CUSTOMER_REQUEST and record.reference is None:
                handoff = handoffs.open_handoff(
                    session, conversation, reason=HandoffReason.CUSTOMER_REQUEST, language=answer.language
                )
                promise_reply(handoff, self.hours)
                history.name_handoff(session, record, handoff.reference)
            return record

    def record(self, question: Question, answer: Answer) -> AnswerRecord:
        """Keep an answer that was given outside a conversation as a conversation of its own, earlier turns included."""
        hide = self._masking()
        with self._database.write() as session:
            started = history.start_conversation(session, language=answer.language)
            for turn in (*question.history, Turn(Role.CITIZEN, question.text)):
                masked = hide(clean(turn.text), answer.language)
                message = history.append_message(
                    session, started.id, role=turn.role, text=masked.text, language=answer.language
                )
            return history.store_answer(session, message, answer)

    def hand_off(
        self,
        conversation_id: str,
        token: str,
        *,
        reason: HandoffReason = HandoffReason.CUSTOMER_REQUEST,
        language: str | None = None,
        note: str | None = None,
        contact: Mapping[str, str] | None = None,
    ) -> Handoff:
        """Put the conversation before a person.  Raises ConversationNotFound."""
        with self._database.write() as session:
            conversation = history.find_conversation(session, conversation_id, token=token, for_update=True)
            handoff = handoffs.open_handoff(
                session,
                conversation,
                reason=reason,
                language=language or conversation.language,
                note=clean(note or "") or None,
                contact={name: clean(value) for name, value in (contact or {}).items()},
            )
            promise_reply(handoff, self.hours)
            return handoff

    def find_standing(self, session: Session, handoff: Handoff) -> Standing | None:
        """Where a citizen who waits stands; None when nobody waits any more."""
        return find_standing(session, handoff, self.hours) if handoff.state == HandoffState.WAITING else None

    def find_progress(self, reference: str, *, contact: str) -> Handoff:
        """What became of a request, for who knows the contact that was left with it.  Raises HandoffNotFound."""
        with self._database.read() as session:
            return find_by_reference(session, reference, contact=contact)

    def rate(self, conversation_id: str, token: str, *, score: int, comment: str | None = None) -> Satisfaction:
        """Keep how well the citizen was served.  Raises ConversationNotFound, InvalidInput."""
        with self._database.write() as session:
            conversation = history.find_conversation(session, conversation_id, token=token)
            return rate(session, conversation, score=score, comment=comment)

    def tell_typing(self, conversation_id: str, token: str) -> None:
        """Let the agent see that the citizen is writing; nothing is kept.  Raises ConversationNotFound."""
        with self._database.write() as session:
            conversation = history.find_conversation(session, conversation_id, token=token)
            if conversation.is_with_agent:  # Nobody else would see it.
                send_signal(session, conversation_topic(conversation.id), typing="citizen")

    def messages(self, conversation_id: str, token: str) -> list[Message]:
        """Every turn of the conversation, in order.  Raises ConversationNotFound."""
        with self._database.read() as session:
            conversation = history.find_conversation(session, conversation_id, token=token)
            return history.list_messages(session, conversation.id)

    def feedback(
        self,
        conversation_id: str,
        token: str,
        answer_id: str,
        *,
        helpful: bool,
        reason: str | None = None,
        comment: str | None = None,
    ) -> Feedback:
        """Keep a citizen's view of an answer.  Raises ConversationNotFound, AnswerNotFound."""
        hide = self._masking()
        with self._database.write() as session:
            conversation = history.find_conversation(session, conversation_id, token=token)
            said = hide(clean(comment or ""), conversation.language)
            return history.add_feedback(
                session,
                conversation,
                answer_id,
                helpful=helpful,
                reason=clean(reason or "") or None,
                comment=said.text or None,
            )

    def _masking(self) -> Callable[[str, str], Masked]:
        """How this moment's texts are masked; asked for outside a transaction, as the knowledge may have to be read."""
        return partial(mask, published=self._tools.knowledge.published_contacts())
