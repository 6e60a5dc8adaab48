"""Has somebody switched the assistant, or the topic of what it found, off?"""

from __future__ import annotations

from assistant.answering.answer import Answer, ChoiceKind, HandoffReason, Outcome, Status
from assistant.answering.draft import Draft

_ALWAYS = frozenset({Outcome.EMERGENCY})


def silence(draft: Draft, answer: Answer | None) -> Answer | None:
    """What is left to say, after the screening, while the assistant is off: that it is, and that a person is there.

    Danger to life still gets its fixed text, and who asks for a person still gets one.
    """
    if not draft.tools.switches().assistant_off:
        return answer
    if answer and (answer.outcome in _ALWAYS or answer.status is Status.HANDOFF_CUSTOMER_REQUEST):
        return answer
    person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
    return draft.fixed(Status.HANDOFF_SWITCHED_OFF, choices=(person,), reason=HandoffReason.POLICY_RESTRICTION)


def heed_topics(draft: Draft) -> Answer | None:
    """Stops before an article is shown whose topic is off; a person may know why, and more."""
    switches = draft.tools.switches()
    closed = next((hit for hit in draft.used if switches.is_topic_off(hit.category)), None)
    if closed is None:
        return None
    draft.notes["topic_off"] = closed.category
    draft.chosen = None
    for part in draft.parts:
        part.chosen = None
    person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
    return draft.fixed(
        Status.HANDOFF_POLICY_RESTRICTION,
        choices=(person,),
        reason=HandoffReason.POLICY_RESTRICTION,
        department=closed.department,
    )
