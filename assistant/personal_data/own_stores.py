"""Which tables of the assistant hold citizens' words, and which hold none?"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement

from assistant.accounts.models import ApiKey, Presence, StaffSession, User
from assistant.audit import AuditEvent
from assistant.cases.models import (
    Case,
    CaseAlert,
    CaseAttachment,
    CaseMessage,
    CaseStep,
    CaseSubscriber,
    Correction,
    Referral,
    TriageModel,
)
from assistant.cases.states import Relation
from assistant.conversations.models import (
    AnswerRecord,
    CitationRecord,
    Conversation,
    Feedback,
    Handoff,
    HandoffStep,
    Message,
    OpenQuestion,
    PendingReply,
    Satisfaction,
)
from assistant.database import Row
from assistant.language_models.models import ModelDay, ModelNetwork, ModelUse
from assistant.outgoing.models import OutgoingMail, Webhook, WebhookCall
from assistant.personal_data.identifiers import (
    Identifier,
    IdentifierKind,
    read_address,
    read_contact,
    read_fields,
)
from assistant.personal_data.models import Erasure, KeepingRound
from assistant.personal_data.stores import Link, Names, Period, Store
from assistant.signals import Signal
from assistant.suggestions.models import SuggestionRecord
from assistant.switches.models import OffSwitch

_STEP_FACTS = frozenset(
    "from to into merged lead incident number listeners changed owner department proposed sender issue part channel "
    "origin rule round due_at".split()
)
"""What a step says in codes, numbers and times; everything else is somebody's words."""


def _conversation_id(value: str) -> Iterable[Identifier]:
    return [Identifier(IdentifierKind.CONVERSATION, value)]


def _case_id(value: str) -> Iterable[Identifier]:
    return [Identifier(IdentifierKind.CASE, value)]


def _facts(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in detail.items() if name in _STEP_FACTS}


def _codes(triage: Mapping[str, Any]) -> dict[str, Any]:
    """What the machine chose, without the words for which it did."""

    def bare(choice: Mapping[str, Any] | None) -> dict[str, Any] | None:
        return {**choice, "reason": ""} if choice else None

    return {
        **triage,
        **{name: bare(triage.get(name)) for name in ("case_type", "priority")},
        **{name: [bare(choice) for choice in triage.get(name, ())] for name in ("categories", "departments")},
        "priority_evidence": None,
        "why": "",
    }


def _not_waiting() -> ColumnElement[bool]:
    return OutgoingMail.state.in_(("sent", "failed", "stopped"))


def _told() -> ColumnElement[bool]:
    return WebhookCall.state.in_(("sent", "failed"))


def _of_no_conversation() -> ColumnElement[bool]:
    return SuggestionRecord.conversation_id.is_(None)


STORES = (
    Store(
        Conversation,
        "a citizen's conversation with the assistant and with agents",
        at="created_at",
        identity=Names(("id",), _conversation_id, whole=True),
    ),
    Store(Message, "what was written in it", at="created_at", belongs=("conversation_id", Conversation)),
    Store(
        AnswerRecord, "the trace of an answer, with the question as it was understood", belongs=("question_id", Message)
    ),
    Store(CitationRecord, "the sources of an answer", belongs=("answer_id", AnswerRecord)),
    Store(Feedback, "what the citizen thought of an answer", at="created_at", belongs=("answer_id", AnswerRecord)),
    Store(
        Handoff,
        "note and contact of a citizen who waits for a person",
        at="created_at",
        belongs=("conversation_id", Conversation),
        names=[Names(("contact",), read_contact, whole=True)],
    ),
    Store(HandoffStep, "what happened to it, with agents' notes", at="at", belongs=("conversation_id", Conversation)),
    Store(PendingReply, "replies that a supervisor has to read", at="created_at", belongs=("handoff_id", Handoff)),
    Store(
        Satisfaction,
        "how the citizen was served, in their words",
        at="created_at",
        belongs=("conversation_id", Conversation),
    ),
    Store(
        SuggestionRecord,
        "replies drafted for agents, with what they were drafted from",
        at="created_at",
        belongs=("conversation_id", Conversation),
        period=Period("suggestions", "created_at", _of_no_conversation),
    ),
    Store(
        Case,
        "a citizen's matter: who reported it, what and where",
        at="opened_at",
        identity=Names(("id",), _case_id, whole=True),
        names=[
            Names(("contact",), read_contact, whole=True),
            Names(("fields",), read_fields, whole=True),
        ],
        links=[
            Link("conversation_id", Conversation),
            Link("parent_id", Case, forth=False, where={"relation": (Relation.SUB_CASE, Relation.SPLIT)}),
        ],
        blank={
            "summary": "",
            "triage": _codes,
            "fields": lambda fields: dict.fromkeys(fields),
            "issues": [],
            "review_reason": None,
            "contact": {},
            "latitude": None,
            "longitude": None,
            "access_hash": lambda _old: secrets.token_hex(32),
            "request_key": None,
            "conversation_id": None,
            "closing": None,
        },
        kept=frozenset(
            "number state state_before_merge channel language case_type category priority department owner "
            "relation".split()
        ),
    ),
    Store(
        CaseMessage,
        "what the citizen and the service wrote to each other about it",
        at="created_at",
        belongs=("case_id", Case),
        names=[Names(("from_header",), read_address)],
    ),
    Store(CaseAttachment, "the citizen's files", belongs=("message_id", CaseMessage)),
    Store(
        CaseStep,
        "what happened to the case, with notes and reasons",
        at="at",
        belongs=("case_id", Case),
        blank={"detail": _facts},
        kept=frozenset({"kind", "actor", "department"}),
    ),
    Store(
        Referral,
        "why a department was asked, and why it said no",
        at="referred_at",
        belongs=("case_id", Case),
        blank={"reason": "", "return_reason": None},
        kept=frozenset(
            {"from_department", "to_department", "referred_by", "state", "answered_by", "proposed_department"}
        ),
    ),
    Store(
        CaseSubscriber,
        "the address of somebody who wants to hear of another's case",
        at="created_at",
        belongs=("case_id", Case),
        names=[Names(("email",), read_address)],
    ),
    Store(Correction, "masked words of a case that the classifier learns from", at="at", belongs=("case_id", Case)),
    Store(
        OutgoingMail,
        "mails to citizens",
        at="created_at",
        belongs=("case_id", Case),
        names=[Names(("recipient",), read_address)],
        period=Period("outgoing_mails", "created_at", _not_waiting),
    ),
    Store(
        WebhookCall,
        "what other systems were told of a case",
        at="created_at",
        belongs=("case_id", Case),
        period=Period("webhook_calls", "created_at", _told),
    ),
    Store(
        StaffSession,
        "browsers in which staff were signed in",
        at="created_at",
        period=Period("staff_sessions", "seen_at"),
    ),
    Store(
        ModelUse,
        "nobody's words: how many tokens a call of a language model took",
        at="at",
        period=Period("model_uses", "at"),
    ),
)

NOTHING_PERSONAL: dict[type[Row], str] = {
    AuditEvent: "ids and counts, never a citizen's words; append-only, so that nothing in it could be erased",
    ApiKey: "other systems, not people",
    CaseAlert: "ids, times and the name of an account",
    Erasure: "keyed hashes",
    KeepingRound: "counts",
    ModelDay: "a number of tokens",
    ModelNetwork: "a number of tokens for some hundreds of addresses together, for two days",
    OffSwitch: "staff's reasons for switching something off",
    OpenQuestion: "ids, for the seconds that a model takes; gone with its conversation",
    Presence: "when an account was last seen",
    Signal: "ids, for two minutes",
    TriageModel: "weights learnt from masked words",
    User: "staff: an account goes by `civicdesk user disable`, and what was decided under its name stays",
    Webhook: "other systems, not people",
}
