"""Which elements of an HTML mail can no reader see?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Declarations = Mapping[str, str]

_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,4000})\}")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_SIMPLE_SELECTOR = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)?((?:[.#][\w-]+)*)")
_AT_RULE = re.compile(r"@[\w-]+[^{;]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNNESTED = frozenset("p li tr td th dt dd br hr img input meta link col area base wbr option".split())
_MAX_NESTING = 1_000
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})\s[^<>]{20000,}>")
_MAX_RULES = 2_000
_MAX_KNOWN = 5_000
_NUMBER = re.compile(r"(-?\d{0,6}(?:\.\d{1,6})?)\s*(px|pt|em|rem|%|ex|vw|vh|cm|mm|in)?")
_NAMED = {
    "white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "red": (255, 0, 0),
    "mintcream": (245, 255, 250), "azure": (240, 255, 255), "blue": (0, 0, 255), "navy": (0, 0, 128),
    "green": (0, 128, 0), "gray": (128, 128, 128), "grey": (128, 128, 128), "yellow": (255, 255, 0),
    "silver": (192, 192, 192), "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211),
}  # fmt: skip
Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
_UNREADABLE_CONTRAST = 1.15
"""WCAG's ratio below which nobody reads a text; 1 is none at all, and 4.5 is what accessible pages have."""


@dataclass(frozen=True)
class Sight:
    """What an element hands down to those inside it."""

    is_seen: bool = True
    """False where nothing inside can be seen again."""
    is_visible: bool = True
    """CSS `visibility`, which an inner element may switch on again."""
    colour: Colour | None = BLACK
    background: Colour | None = WHITE
    font_size: float = 16.0

    @property
    def is_readable(self) -> bool:
        if not (self.is_seen and self.is_visible) or self.font_size < 2:
            return False
        return self.colour is None or self.background is None or not _is_too_close(self.colour, self.background)


class StyleSheet:
    """The rules with simple selectors (`p`, `.a`, `#b`, `p.a`), which is what hiding in a mail needs."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._rules: dict[str, list[tuple[int, str, frozenset[str], Declarations]]] = {}
        """Each under one mark that its elements carry, or under its tag."""
        self._count = 0
        self._known: dict[tuple[str, ...], Declarations] = {}
        for text in texts:
            # What holds for some screens only, such as a small one, hides nothing from everybody.
            plain = _AT_RULE.sub("", _COMMENT.sub("", text[:200_000]))
            for rule in _RULE.finditer(plain):
                self._add(rule[1], read_declarations(rule[2]))

    def _add(self, selectors: str, declarations: Declarations) -> None:
        for selector in selectors.split(","):
            found = _SIMPLE_SELECTOR.fullmatch(selector.strip())
            if found and found[0] and self._count < _MAX_RULES and declarations:
                tag, marks = (found[1] or "").lower(), frozenset(re.findall(r"[.#][\w-]+", found[2]))
                self._count += 1
                self._rules.setdefault(next(iter(marks), tag), []).append((self._count, tag, marks, declarations))

    def declarations_for(self, tag: str, attributes: Mapping[str, str]) -> Declarations:
        """All that hold for an element, its own `style` last."""
        key = (tag, attributes.get("class", ""), attributes.get("id", ""), attributes.get("style", ""))
        if key not in self._known:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            self._known[key] = self._find(*key)
        return self._known[key]

    def _find(self, tag: str, classes: str, name: str, style: str) -> Declarations:
        marks = {f".{one}" for one in classes.split()} | ({f"#{name}"} if name else set())
        rules = [rule for key in (tag, *marks) for rule in self._rules.get(key, ())]
        declared: dict[str, str] = {}
        for _, wanted, needed, declarations in sorted(rules, key=lambda rule: rule[0]):
            if wanted in ("", tag) and needed <= marks:
                declared.update(declarations)
        declared.update(read_declarations(style))
        return declared


def trim_tags(html: str) -> str:
    """Without the attributes of tags so long that a parser would take minutes for them."""
    return _LONG_TAG.sub(r"<\1>", html)


def is_too_deep(html: str) -> bool:
    """True where elements are nested beyond what parsers take: they stop there, or go on for minutes."""
    depth = 0
    for closes, tag in _TAG.findall(html):
        if tag.lower() not in _UNNESTED:
            depth = max(0, depth - 1) if closes else depth + 1
            if depth > _MAX_NESTING:
                return True
    return False


def read_declarations(style: str) -> dict[str, str]:
    pairs = (declaration.partition(":") for declaration in style[:4000].split(";"))
    return {
        name.strip().lower(): value.replace("!important", "").strip().lower()
        for name, _, value in pairs
        if value.strip()
    }


def look_inside(outer: Sight, attributes: Mapping[str, str], declared: Declarations) -> Sight:
    """What is left to see inside an element with these attributes and declarations."""
    background = declared.get("background-color") or declared.get("background") or attributes.get("bgcolor")
    return Sight(
        is_seen=outer.is_seen and "hidden" not in attributes and not _hides(declared),
        is_visible=_visibility(declared.get("visibility"), outer.is_visible),
        colour=_colour(declared.get("color") or attributes.get("color"), outer.colour),
        background=_colour(background, outer.background),
        font_size=_font_size(declared.get("font-size"), outer.font_size),
    )


def _hides(declared: Declarations) -> bool:
    if (
        declared.get("display") == "none"
        or declared.get("mso-hide") == "all"
        or declared.get("content-visibility") == "hidden"
    ):
        return True
    if (opacity := _number(declared.get("opacity"))) is not None and opacity < 0.05:
        return True
    if declared.get("position") in ("absolute", "fixed") and any(
        _is_far(declared.get(s)) for s in ("left", "top", "right")
    ):
        return True
    if _is_far(declared.get("text-indent")) or "rect(0" in declared.get("clip", "").replace(" ", ""):
        return True
    return declared.get("overflow") == "hidden" and any(
        (size := _number(declared.get(name))) is not None and size <= 1
        for name in ("height", "max-height", "width", "max-width")
    )


def _visibility(value: str | None, outer: bool) -> bool:
    if value in ("hidden", "collapse"):
        return False
    return True if value == "visible" else outer


def _number(value: str | None) -> float | None:
    found = _NUMBER.match(value.strip()) if value else None
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None


def _is_far(value: str | None) -> bool:
    return (number := _number(value)) is not None and number <= -500


def _font_size(value: str | None, outer: float) -> float:
    number = _number(value)
    if number is None or value is None:
        return outer
    if value.endswith("%"):
        return outer * number / 100
    if value.endswith(("em", "ex")):
        return outer * number
    return number * 4 / 3 if value.endswith("pt") else number


def _colour(value: str | None, outer: Colour | None) -> Colour | None:
    """None where the colour cannot be known, such as that of a picture; then nothing counts as hidden."""
    if not value or value in ("inherit", "initial", "currentcolor", "windowtext"):
        return outer
    value = value.strip().lower()
    if value.startswith("transparent") or value == "none":
        return outer
    if found := re.match(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", value) or re.fullmatch(r"([0-9a-f]{6})", value):
        digits = found[1] if len(found[1]) == 6 else "".join(d * 2 for d in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if found := re.match(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", value):
        return min(int(found[1]), 255), min(int(found[2]), 255), min(int(found[3]), 255)
    return _NAMED.get(value.split()[0])


def _is_too_close(one: Colour, other: Colour) -> bool:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    is_same_hue = sum(abs(a - b) for a, b in zip(one, other, strict=True)) < 60
    return is_same_hue and (high + 0.05) / (low + 0.05) < _UNREADABLE_CONTRAST


def _luminance(colour: Colour) -> float:
    channels = (c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour)
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))
