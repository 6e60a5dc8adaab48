"""What is being asked, read with the turns before it?"""

from __future__ import annotations

import re

from assistant.answering.answer import Answer
from assistant.answering.draft import Draft, Part, Role
from assistant.answering.parts import split_parts
from assistant.languages import clean, fold, has_han

EARLIER_TURNS = 2
"""How many of the citizen's earlier turns a question is read with; one or three found less on the tune splits."""
_ENGLISH_FOLLOW_UP = re.compile(
    r"^(and|but|so|ok|okay|also|then|what about|how about|what if|same)\b|"
    r"\b(it|its|that|this|they|them|those|these|there|one|instead|else)\b"
)
_CHINESE_FOLLOW_UP = re.compile(
    r"^(咁|那|如果|假如|若|另外|仲有|还有|又|但|同埋|或者|要|需要|可以|可唔可以|使唔使|有冇|几|多少|边|哪|点|去边|去哪|"
    r"大概|大约|通常|平时|平日|到时)|呢[？?]?$|[佢它]|之后|以后|这个|那个|嗰个|呢个|这样|上述|一样|同样"
)
_SHORT_ENGLISH_WORDS = 14
_ALWAYS_LEANING_WORDS = 4
_SHORT_CHINESE_LENGTH = 24


def understand(draft: Draft) -> Answer | None:
    """Makes the standalone question of the citizen's last turns; nothing that nobody said is ever added.

    A message of two questions that need no earlier turn is also taken apart.

    Whether the last message leans on the others is only a guess, so search weighs both readings.
    """
    earlier = [clean(t.text) for t in draft.question.history if t.role is Role.CITIZEN and t.text.strip()]
    if earlier:
        draft.earlier = tuple(earlier[-EARLIER_TURNS:])
        draft.standalone = "\n".join([*draft.earlier, draft.text])
        draft.leans = is_follow_up(draft.text)
    draft.notes["follow_up"] = draft.leans
    if draft.intent is None and not draft.leans and (texts := split_parts(draft.text)):
        draft.parts = tuple(Part(text) for text in texts)
        draft.notes["parts"] = list(texts)
    return None


def is_follow_up(text: str) -> bool:
    """True when `text` is short and leans on what was said before it."""
    folded = fold(text)
    if has_han(folded):
        return len(folded) <= _SHORT_CHINESE_LENGTH and _CHINESE_FOLLOW_UP.search(folded) is not None
    length = len(folded.split())
    leans = length <= _SHORT_ENGLISH_WORDS and _ENGLISH_FOLLOW_UP.search(folded) is not None
    return leans or length <= _ALWAYS_LEANING_WORDS
