"""Which texts hold which personal data?  Sentences of our own, filled with random numbers that are valid."""

from __future__ import annotations

import random
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from assistant.check_digits import hong_kong_check, luhn_check, mainland_check, taiwan_check
from assistant.languages import LANGUAGES
from assistant.privacy import PersonalDataKind
from eval.datasets.questions import Split, read_lines

SEED = 20261101
OUTSIDE_FOLDER = "pii_presidio"
_OUTSIDE_KINDS = {
    "CREDIT_CARD": PersonalDataKind.PAYMENT_CARD,
    "EMAIL_ADDRESS": PersonalDataKind.EMAIL,
    "PHONE_NUMBER": PersonalDataKind.PHONE,
}
_KINDS = frozenset(PersonalDataKind)
_HAN = str.maketrans(string.digits, "零一二三四五六七八九")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_CLASSES = {"#": string.digits, "?": string.ascii_uppercase, "*": string.ascii_lowercase, "~": "0123456789abcdef"}
_STYLED = re.compile("(full|han|small):(.*)")
_CARDS = ("4", "51", "55", "2221", "2720", "62", "35")


@dataclass(frozen=True)
class KnownText:
    """A text, and what stands at text[start:end]; `kind` is a PersonalDataKind, or the name of a look-alike."""

    id: str
    text: str
    language: str
    kind: str
    start: int = 0
    end: int = 0
    is_personal: bool = False

    @property
    def value(self) -> str:
        return self.text[self.start : self.end]


def make_texts(group: str, split: Split, *, count: int, seed: int = SEED) -> list[KnownText]:
    """`count` texts of `group`, personal or harmless; every sentence is used about as often as every other."""
    chance = random.Random(f"{seed} {group} {split}")  # noqa: S311  # Nothing here is secret.
    frames = tomllib.loads((Path(str(files("eval"))) / "privacy" / f"frames_{split}.toml").read_text("utf-8"))[group]
    texts = []
    for number, (kind, language, sentence) in enumerate(islice(cycle(_sentences(frames)), count)):
        value = write_value(chance.choice(frames[kind]["values"]), kind, chance)
        start = sentence.index("{}")
        text = sentence.replace("{}", value)
        name = f"{group}-{split}-{number}"
        texts.append(KnownText(name, text, language, kind, start, start + len(value), group == "personal"))
    return texts


def _sentences(frames: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Kind, language and sentence, kind by kind; neighbours differ in language."""
    return [
        (kind, language, sentence)
        for kind, frame in frames.items()
        for row in zip(*(frame[language] for language in LANGUAGES), strict=True)
        for language, sentence in zip(LANGUAGES, row, strict=True)
    ]


def write_value(notation: str, kind: str, chance: random.Random) -> str:
    """A random value in `notation`, the signs of which are told in frames_test.toml."""
    marked = _STYLED.fullmatch(notation)
    style, written = marked.groups() if marked else ("", notation)
    if "X" in written and kind in _KINDS:
        characters = iter(_number(kind, chance))
        written = re.sub("X", lambda _: next(characters), written)
    else:
        written = re.sub(r"\[(\d)-(\d)\]", lambda m: str(chance.randint(int(m[1]), int(m[2]))), written)
        written = re.sub(r"[#?*~]", lambda m: chance.choice(_CLASSES[m[0]]), written)
    if style == "full":
        return written.translate(_FULL_WIDTH)
    return written.translate(_HAN) if style == "han" else written.lower() if style == "small" else written


def _number(kind: str, chance: random.Random) -> list[str]:
    """The characters of a valid number; the letters of a Hong Kong number count as one character."""

    def digits(count: int) -> str:
        return "".join(chance.choices(string.digits, k=count))

    if kind == PersonalDataKind.HONG_KONG_ID:
        letters, six = "".join(chance.choices(string.ascii_uppercase, k=chance.choice((1, 1, 1, 2)))), digits(6)
        return [letters, *six, hong_kong_check(letters, six)]
    if kind == PersonalDataKind.TAIWAN_ID:
        letter, eight = chance.choice(string.ascii_uppercase), chance.choice("12") + digits(7)
        return [letter, *eight, taiwan_check(letter, eight)]
    if kind == PersonalDataKind.MAINLAND_ID:
        day = f"{chance.randint(1940, 2015)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
        number = f"{chance.choice(('110101', '440305', '350203', '510107'))}{day}{digits(3)}"
        return [*number, mainland_check(number)]
    issuer = chance.choice(_CARDS)
    number = issuer + digits(15 - len(issuer))
    return [*number, luhn_check(number)]


def has_outside(data: Path) -> bool:
    return (data / OUTSIDE_FOLDER).is_dir()


def read_outside(data: Path) -> Iterator[KnownText]:
    """Sentences that others made (Presidio's), for the kinds that both know; one a number."""
    for row in read_lines(data / OUTSIDE_FOLDER / "pii.jsonl"):
        for span in row["spans"]:
            if kind := _OUTSIDE_KINDS.get(span["type"]):
                yield KnownText(row["id"], row["text"], row["lang"], kind, span["start"], span["end"], True)
