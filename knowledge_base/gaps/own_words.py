"""Which of an agent's sentences are their own, and nobody else's?

What the assistant said or suggested, what an article says and what is sent ready-made is no news, even when a person
has pasted it; so every sentence that is one of those, or nearly, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from assistant.answering.wording import load_wording
from assistant.languages import LANGUAGES, fold, has_han
from assistant.sentences import split_sentences
from assistant.suggestions.canned_replies import load_canned_replies
from assistant.suggestions.rewrites import greet_and_close

SAME = 85.0
"""How alike, of 100, a sentence and one of the assistant's may be before it counts as pasted and touched up."""
LEAST_WORDS, LEAST_HAN = 5, 8
"""What is left must say something: "Please wait a moment." answers nothing."""
_SIGN = re.compile(r"[\W_]+")
_PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Known:
    """Sentences that are nobody's own words: `everywhere` exactly so, `here`, in this conversation, nearly so too."""

    everywhere: Set[str]
    here: Sequence[str] = ()


def own_words(text: str, known: Known) -> str:
    """The sentences of `text` that are the writer's own, in their order; empty when they say too little."""
    own = [sentence for sentence in split_sentences(text) if not _is_known(key_of(sentence), known)]
    return " ".join(own) if _says_something(" ".join(own)) else ""


def keys_of(texts: Iterable[str]) -> Iterable[str]:
    """The sentences of `texts` as `Known` holds them."""
    return (key for text in texts for sentence in split_sentences(text) if (key := key_of(sentence)))


def key_of(sentence: str) -> str:
    """A sentence without case, script, marks and spaces, in which copies differ."""
    return _SIGN.sub("", fold(sentence))


def _is_known(key: str, known: Known) -> bool:
    if key in known.everywhere or not key:
        return True
    if any(pattern.fullmatch(key) for pattern in _ready_made()):
        return True
    return any(_is_copy(key, other) for other in known.here)


def _is_copy(key: str, other: str) -> bool:
    if fuzz.ratio(key, other) >= SAME:
        return True
    short, long = sorted((key, other), key=len)
    # A half of it, or it and a few words more.
    covers = len(short) >= len(key) * 0.7
    return covers and len(short) >= LEAST_HAN and fuzz.partial_ratio(short, long) >= SAME


def _says_something(text: str) -> bool:
    return len(key_of(text)) >= LEAST_HAN if has_han(text) else len(text.split()) >= LEAST_WORDS


@lru_cache(maxsize=1)
def _ready_made() -> tuple[re.Pattern[str], ...]:
    """Every sentence of the canned replies and fixed texts, whatever its placeholders were filled with."""
    texts = [text for reply in load_canned_replies() for text in reply.texts.values()]
    texts += load_wording().list_texts()
    texts += [greet_and_close("", language=language) for language in LANGUAGES]
    patterns = set()
    for text in texts:
        for sentence in split_sentences(text):
            parts = [re.escape(key_of(part)) for part in _PLACEHOLDER.split(sentence)]
            if any(parts):
                patterns.add(".*".join(parts))
    return tuple(re.compile(pattern) for pattern in sorted(patterns))
