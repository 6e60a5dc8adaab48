"""Which words of a text speak for a label, as staff can read them?"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.answering.disguises import simplify_characters
from assistant.cases.text_classifier import Reading, TextClassifier

_SHOWN = 4
_SAY_NOTHING = frozenset(
    (
        "a an the this that these those there here i me my mine we us our you your he him his she her it its they "
        "them their is are was were be been am do doe did have has had will would can could may might must should "
        "not no and or but if so as at by for from in into of off on onto out over to up with about again all ani "
        "some one two now then than when where who which what how whi veri just onli also pleas thank dear regard "
        "hi hello get got go think want need know say said ask tell told write wrote today yesterday last next "
        "week day month year ago"
    ).split()
)
"""Stems that a reader would not take for a reason, however telling they are together."""


def telling_words(classifier: TextClassifier, head: str, label: str, reading: Reading, text: str) -> str:
    """Up to four words or phrases that stand in `text`, the most telling first: `“street lamp”, “dark”`.

    Empty where the label is not one of the classifier's, or nothing speaks for it.
    """
    if label not in classifier.heads[head].labels:
        return ""
    plain = "".join(map(_plain, text))
    found: list[str] = []
    for feature in classifier.telling_features(head, label, reading)[:60]:
        word = _as_written(feature, text, plain)
        if word and not any(word in other or other in word for other in found):
            found.append(word)
        if len(found) == _SHOWN:
            break
    return ", ".join(f"“{word}”" for word in found)


def _as_written(feature: str, text: str, plain: str) -> str:
    """The words of the text that are the feature; empty for letters within words and single characters."""
    kind, _, said = feature.partition(":")
    if kind == "h" and len(said) > 1:
        at = plain.find(said)
        return text[at : at + len(said)] if at >= 0 else ""
    if kind in "wp":
        stems = said.split(" ")
        if not _SAY_NOTHING.isdisjoint(stems):
            return ""
        pattern = r"[ '-]+".join(rf"\b{re.escape(_beginning(stem))}[a-z]*" for stem in stems)
        match = re.search(pattern, text, re.IGNORECASE)
        return match[0] if match and len(match[0]) > 2 else ""
    return ""


def _beginning(stem: str) -> str:
    """Stemming changes a word's end: `hous` of house, `compani` of company."""
    return stem[:-1] if stem.endswith("i") and len(stem) > 3 else stem


@lru_cache(maxsize=20_000)
def _plain(character: str) -> str:
    """One character for one, so that a place in the folded text is the same place in the text."""
    folded = simplify_characters(character)
    return folded if len(folded) == 1 else character
