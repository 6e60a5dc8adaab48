"""Which words and pairs of words does a text hold, for weighing advertisement and fraud against a citizen's matter?"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.languages import fold

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[\u4e00-\u9fff]|(\d+)|([$€£¥%])|(https?|www\.)")
_JUDGED = 3_000


def list_features(text: str) -> set[str]:
    """Latin words and Chinese characters, alone and with their neighbour; every number is the same."""
    words = ["#" if found[1] else found[0] for found in _WORD.finditer(fold(text[:_JUDGED]))]
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    return pairs | {word for word in words if len(word) > 1 or word in "#$€£¥%"}
