"""What is being asked, read with the turns before it?"""

from __future__ import annotations

import re

from assistant.answering.answer import Answer
from assistant.answering.draft import Draft, Role
from assistant.languages import clean, fold, has_han

EARLIER_TURNS = 2
"""How many of the citizen's earlier turns a follow-up is read with; chosen on the tune split."""
_ENGLISH_FOLLOW_UP = re.compile(
    r"^(and|but|so|ok|okay|also|then|what about|how about|what if|same)\b|"
    r"\b(it|its|that|this|they|them|those|these|there|one|instead|else)\b"
)
_CHINESE_FOLLOW_UP = re.compile(
    r"^(咁|那|如果|假如|若|另外|仲有|还有|又|但|同埋|或者|要|需要|可以|可唔可以|使唔使|有冇|几|多少|边|哪|点)|呢[？?]?$|"
    r"[佢它]|这个|那个|嗰个|呢个|这样|上述|一样|同样"
)
_SHORT_ENGLISH_WORDS = 14
_ALWAYS_LEANING_WORDS = 4
_SHORT_CHINESE_LENGTH = 24


def understand(draft: Draft) -> Answer | None:
    """Makes the standalone question: a follow-up is joined to the citizen's last turns, nothing is ever added."""
    earlier = [clean(t.text) for t in draft.question.history if t.role is Role.CITIZEN and t.text.strip()]
    if earlier and is_follow_up(draft.text):
        draft.standalone = "\n".join([*earlier[-EARLIER_TURNS:], draft.text])
    draft.notes["follow_up"] = draft.standalone != draft.text
    return None


def is_follow_up(text: str) -> bool:
    """True when `text` is short and leans on what was said before it."""
    folded = fold(text)
    if has_han(folded):
        return len(folded) <= _SHORT_CHINESE_LENGTH and _CHINESE_FOLLOW_UP.search(folded) is not None
    words = folded.split()
    return len(words) <= _ALWAYS_LEANING_WORDS or (len(words) <= _SHORT_ENGLISH_WORDS and _ENGLISH_FOLLOW_UP.search(folded) is not None)
