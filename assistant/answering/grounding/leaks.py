"""Does an answer show what no citizen is to see: a mark, words of a prompt, code, markup, hidden characters?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from assistant.answering.grounding.gaps import tells_a_gap
from assistant.answering.grounding.reading import Reading
from assistant.answering.written import Problem, ProblemKind
from assistant.folding import fold_in_place
from assistant.languages import clean

_RUN_OF_WORDS, _RUN_OF_HAN = 8, 16
"""So many words of a prompt in a row are taken from it."""
_MARKS = (
    ("a mark", re.compile(r"\[\s*[0-9a-f]{8}\s*\]|\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{16,}\b", re.IGNORECASE)),
    ("a token", re.compile(r"\{\s*p\d+(?:v\d+)?\s*\}|\bp\d+v\d+\b|\{\{?\w*\}?\}|<\|.*?\|>|\[/?INST\]", re.IGNORECASE)),
    (
        "a passage number",
        re.compile(r"[\[(（【]\s*(?:passage|source|段落|来源)s?\s*\d+|\bpassage \d+\b|段落\s?\d+", re.IGNORECASE),
    ),
    (
        "code",
        re.compile(
            r"```|~~~|^\s*[{\[]\s*\"|\"\s*:\s*[\"\[{\d]|</?[a-z!][^>]*>|&(?:lt|gt|amp|nbsp|#\d+);", re.IGNORECASE
        ),
    ),
    ("a link in markup", re.compile(r"!?\[[^\]]*\]\s?\([^)]*\)|\[[^\]]+\]\[[^\]]*\]|^\s*\[[^\]]+\]:", re.MULTILINE)),
    ("a heading", re.compile(r"^\s{0,3}#{1,6}\s", re.MULTILINE)),
    ("a script address", re.compile(r"\b(?:javascript:|vbscript:|data:[\w+-]*[/;,]|file:/)", re.IGNORECASE)),
    (
        "words about itself",
        re.compile(
            r"\b(?:as an? (?:ai|artificial|language model|large language|virtual|assistant)|language "
            r"model|i(?:'m| am) (?:an? )?(?:ai|assistant|chatbot|bot)\b"
            r"|system prompt|my (?:instructions|prompt|guidelines|rules)|(?:the|these|previous|above"
            r"|earlier|system|developer) (?:system )?(?:instructions|prompts?)\b(?! (?:on|in|of|for|from"
            r"|printed|given))"
            r"|i was (?:told|instructed|asked|trained|programmed)|training data|knowledge cut-?off|ignore "
            r"(?:all|any|the|previous|above)|disregard (?:all|any|the|previous)"
            r"|provided passages?|passages? (?:provided|given|above)|the passages?\b|based on the "
            r"(?:context|passages?)|json|schema)"
            r"|作为(?:一个|一名)?(?:ai|人工智能|语言模型|人工智慧|智能助手|助手|虚拟)|语言模型|系统提示|提示词|我的(?:指令|指示|提示)|(?:以上|上述|之前的|系统)(?:指令|提示)|忽略(?:以上|之前|所有|先前)"
            r"|我(?:被|受)(?:指示|要求|训练)|训练数据|训练资料|根据(?:提供的|以上的?|上述)段落|该段落|所提供的段落",
            re.IGNORECASE,
        ),
    ),
)
_WORD = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]")


def find_leaks(reading: Reading) -> Iterator[Problem]:
    texts = [(place, sentence.text) for place, sentence in enumerate(reading.written.sentences)]
    for place, text in [*texts, (None, reading.written.missing)]:
        pool = ""
        if place is not None:
            pool = "\n".join(passage.folded for passage in reading.cited(place))
        for detail in leaks_in(text, f"{pool}\n{reading.question.folded}"):
            yield Problem(ProblemKind.LEAK, detail, place)
    joined = " ".join(text for _, text in texts)
    yield from (Problem(ProblemKind.LEAK, detail) for detail in _prompt_words(joined, "") if len(texts) > 1)


def leaks_in(text: str, pool: str) -> Iterator[str]:
    """What of a text is not meant to be read, but for words about itself that its passages hold too."""
    if text.strip() != clean(text):
        yield "hidden characters"
    folded = fold_in_place(text)
    for name, pattern in _MARKS:
        match = pattern.search(folded)
        if match and not (
            name == "words about itself" and (match[0].lower() in pool or tells_a_gap(folded[match.start() :]))
        ):
            yield f"{name}: “{match[0]}”"
    yield from _prompt_words(text, pool)


def _prompt_words(text: str, pool: str) -> Iterator[str]:
    """A run of words that a shipped prompt holds, and no passage."""
    words = _WORD.findall(fold_in_place(text).lower())
    runs = load_prompt_runs()
    for size in (_RUN_OF_WORDS, _RUN_OF_HAN):
        for start in range(len(words) - size + 1):
            run = tuple(words[start : start + size])
            is_han = all(not word.isascii() for word in run)
            if (is_han == (size == _RUN_OF_HAN)) and run in runs and run not in _runs_of(pool):
                yield f"words of a prompt: “{' '.join(run)}”"
                return


@lru_cache(maxsize=1)
def load_prompt_runs() -> frozenset[tuple[str, ...]]:
    """Every run of words of every shipped prompt."""
    folder = files("assistant.answering") / "prompts"
    if not folder.is_dir():
        return frozenset()
    texts = [file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".md")]
    return frozenset().union(*map(_runs_of, texts)) if texts else frozenset()


@lru_cache(maxsize=64)
def _runs_of(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(fold_in_place(text).lower())
    return frozenset(
        tuple(words[start : start + size])
        for size in (_RUN_OF_WORDS, _RUN_OF_HAN)
        for start in range(len(words) - size + 1)
    )
