"""Which language is this text in, and how is it prepared for matching?

Script folding is for matching only: what a citizen reads always keeps the script in which it was approved.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
LANGUAGE_NAMES = {
    "en": {"en": "English", "zh-Hant": "Traditional Chinese", "zh-Hans": "Simplified Chinese"},
    "zh-Hant": {"en": "英文", "zh-Hant": "繁體中文", "zh-Hans": "簡體中文"},
    "zh-Hans": {"en": "英文", "zh-Hant": "繁体中文", "zh-Hans": "简体中文"},
}
"""The name of each language (second key) as a reader of another (first key) knows it."""

# Control characters but newline and tab, zero-width and direction marks, Unicode tags, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_LATIN_WORD = re.compile(r"[a-zA-ZÀ-ɏ][a-zA-ZÀ-ɏ'’-]*")
_ENGLISH_GRAMMAR = frozenset(
    (
        "the a an is are do does did how what where when which who why can could may should would will "
        "i my we you your to of for in on at it"
    ).split()
)
_CANTONESE = re.compile(
    r"[唔佢哋冇嘅咗喺啲攞嚟嘢咁乜嗰咩啱睇畀俾搵嘥掟]|點樣|點算|邊度|邊個|幾時|幾多錢|幾錢|唔該|係咪|而家|我想問下|返工|屋企|邊到"
)


@lru_cache(maxsize=4)
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def to_simplified(text: str) -> str:
    """`text` with Traditional characters folded to Simplified ones; for matching, not for showing an approved text."""
    folded: str = _converter("hk2s").convert(text)  # t2s would leave Hong Kong's 衞 as it is.
    return folded


def to_script(text: str, language: str) -> str:
    """Chinese `text` in the characters of `language`: zh-Hant as Hong Kong writes it, or zh-Hans."""
    converted: str = _converter("s2hk" if language == "zh-Hant" else "hk2s").convert(text)
    return converted


def clean(text: str) -> str:
    """`text` without control, invisible, tag and surrogate characters, with plain newlines and no space around it."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fold(text: str) -> str:
    """`text` in the one form in which texts are compared: NFKC, Simplified, lower case, invisible marks gone."""
    return to_simplified(clean(unicodedata.normalize("NFKC", text))).casefold().replace("甚么", "什么")


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


def is_readable(text: str) -> bool:
    """True when `text` holds a letter or number of any script; emoji and punctuation alone are not readable."""
    return any(unicodedata.category(character)[0] in "LN" for character in text)


@dataclass(frozen=True)
class DetectedLanguage:
    """`script_is_certain` is False for Chinese whose every character belongs to both scripts."""

    language: str
    is_cantonese: bool = False
    is_mixed: bool = False
    script_is_certain: bool = True


def detect(text: str, *, fallback: str = "en") -> DetectedLanguage:
    """The language to answer `text` in.  `fallback` decides when the text itself cannot: no letters, or neutral Han."""
    han = len(_HAN.findall(text))
    latin = [word.casefold() for word in _LATIN_WORD.findall(text)]
    if not han:
        return DetectedLanguage("en" if latin else fallback)
    grammar = sum(word in _ENGLISH_GRAMMAR for word in latin)
    if grammar >= 2 and han <= len(latin):
        return DetectedLanguage("en", is_mixed=True)
    is_cantonese = _CANTONESE.search(text) is not None
    traditional, simplified = script_evidence(text)
    if traditional == simplified == 0:
        traditional, simplified = _phrase_evidence(text)
    if simplified > traditional:
        language = "zh-Hans"
    elif traditional or is_cantonese or fallback == "en":
        language = "zh-Hant"
    else:
        language = fallback
    certain = is_cantonese or traditional != simplified
    return DetectedLanguage(language, is_cantonese=is_cantonese, is_mixed=len(latin) > 0, script_is_certain=certain)


def script_evidence(text: str) -> tuple[int, int]:
    """How many characters of `text` exist in Traditional writing only, and how many in Simplified writing only.

    A character is evidence only when the other script's own character set lacks it, so 里 and 后, which both use,
    count for neither; nor do 户 and 温, which Hong Kong writes as the mainland does.
    """
    traditional = simplified = 0
    for character in _HAN.findall(text):
        if to_simplified(character) != character and not _encodes(character, "gb2312"):
            traditional += 1
        elif not _encodes(character, "big5") and _converter("s2hk").convert(character) != character:
            simplified += 1
    return traditional, simplified


def _phrase_evidence(text: str) -> tuple[int, int]:
    """Weaker evidence, by whole words: 家里 is written 家裏 in Traditional, though both its characters exist there."""
    changed = [
        sum(one != other for one, other in zip(text, to_script(text, language), strict=False))
        for language in ("zh-Hans", "zh-Hant")
    ]
    return changed[0], changed[1]


@lru_cache(maxsize=20_000)
def _encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
