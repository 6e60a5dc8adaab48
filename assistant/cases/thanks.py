"""Does a reply only thank, so that nothing needs to be done?"""

from __future__ import annotations

import re

from assistant.languages import fold

_THANKS = re.compile(
    r"(?:(?:dear|hi|hello)\b[\w ]*"
    r"|(?:ok|okay|great|noted|perfect|all good|well received|good work)"
    r"|(?:many |a lot of )?thank(?:s| you)(?: (?:so|very) much| a lot)?(?: indeed)?(?: again)?"
    r"(?: for (?:the|your|all your) (?:quick |prompt |kind )?(?:reply|help|work|assistance|update))?"
    r"|much appreciated|(?:best|kind|warm) regards|regards|cheers"
    r"|(?:好的?|收到|知道了|明白)"
    r"|(?:非常|十分|真的)?(?:谢谢|多谢|感谢|唔该|辛苦)(?:晒|了)?(?:你|您|你们|您们|大家)?(?:的?(?:回复|帮忙|帮助|跟进|协助))?)"
)


def is_thanks(text: str) -> bool:
    """True for a text of nothing but thanks and greetings in any of the languages; anything more is something said."""
    words = [part for part in re.split(r"[\n,.!;:，。！；：~～]+|[\U0001f300-\U0001faff]+", fold(text)) if part.strip()]
    return bool(words) and len(text) <= 200 and all(_THANKS.fullmatch(part.strip()) for part in words)
