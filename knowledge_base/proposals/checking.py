"""What is wrong with words that a model wrote, next to those that it was given?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.grounding.finding import Similarities
from assistant.answering.intents import Intent, find_intent
from assistant.answering.written import Problem, ProblemKind
from assistant.facts.extract import extract_facts
from assistant.facts.fact import Fact, FactKind
from assistant.languages import LANGUAGES, clean, has_han, script_evidence
from assistant.sentences import split_sentences

_LATIN = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[-&][A-Za-z'’0-9]+)*")
_NAME = re.compile(r"[A-Z][a-z]{2,}|[A-Z]{2,}|[A-Za-z]*\d[A-Za-z\d]*[A-Za-z]")
_CODE = re.compile(r"[A-Z]{3,}")
_ENGLISH_RUN = re.compile(r"[A-Za-z'’]+(?:[ ,]+[A-Za-z'’]+){4,}")
_NO_FACT = frozenset((FactKind.EXCEPTION, FactKind.ANSWER))
_OPENING = re.compile(r"(?:^|[.!?:;\n]|[-*#>|\"“(])\s*\**$")
_HAN, _LETTER = re.compile(r"[\u3400-\u9fff]"), re.compile("[A-Za-z]")
_MOST_TIMES, _SHORT = 1.9, 12
_SHORTEST_LEAK, _SHORTEST_SENTENCE = 24, 4
LEAST_LIKE = 0.25
"""Cosine of the own trilingual model.  Of 3,070 sentences of the sample's translations 1.5 % are below it, most of them
a word or two; of 1,320 that have nothing to do with their article 86 %."""
_QUOTED = 80


def find_wrong_language(text: str, language: str, *, original: str = "") -> list[Problem]:
    """Words of another language, or of the other script; what stands in `original` too is its own."""
    if not text.strip():
        return []
    if language == "en":
        foreign = re.findall(r"[\u3400-\u9fff]+", text)
        return [Problem(ProblemKind.LANGUAGE, word[:_QUOTED]) for word in foreign[:1] if word not in original]
    runs = [run for run in _ENGLISH_RUN.findall(text) if run not in original]
    if runs or not has_han(text):
        return [Problem(ProblemKind.LANGUAGE, (runs or [text])[0][:_QUOTED])]
    traditional, simplified = script_evidence(text)
    wrong = simplified if language == "zh-Hant" else traditional
    if wrong:
        characters = [c for c in text if script_evidence(c)[language == "zh-Hant"]]
        return [Problem(ProblemKind.LANGUAGE, "".join(dict.fromkeys(characters))[:_QUOTED])]
    return []


def find_new_names(text: str, language: str, *given: str, is_translation: bool = False) -> list[Problem]:
    """Names in Latin letters that nothing `given` holds.

    A translation into English may name in its own words what has a Chinese name: there only capitals count.
    """
    known = {word.casefold() for word in _LATIN.findall("\n".join(given))}
    new = []
    for match in _LATIN.finditer(text):
        word = match[0]
        if word.casefold() in known or word.casefold().removesuffix("s") in known:
            continue
        if language != "en":
            is_name = len(word) > 1
        elif is_translation:
            is_name = _CODE.search(word) is not None
        else:
            opens = _OPENING.search(text[: match.start()]) is not None and not _CODE.search(word)
            is_name = _NAME.match(word) is not None and not opens
        if is_name:
            new.append(word)
    return [Problem(ProblemKind.NAME, ", ".join(dict.fromkeys(new))[:_QUOTED])] if new else []


def find_new_facts(text: str, *given: str) -> list[Problem]:
    """Amounts, dates, numbers, links … of `text` that nothing `given` states."""
    said = {value for one in given for fact in extract_facts(one) for value in fact.values}
    new = [fact for fact in _facts(text) if fact.values.isdisjoint(said)]
    return [Problem(ProblemKind.VALUE, f"{fact.kind.value}: {fact.text}") for fact in new]


def find_wrong_length(text: str, original: str) -> list[Problem]:
    """Much more or much less than a translation of `original` has, or other lines."""
    sizes = [_size(one) for one in (original, text)]
    lines = [sum(1 for line in one.splitlines() if line.strip()) for one in (original, text)]
    if min(sizes) < max(sizes) / _MOST_TIMES and max(sizes) > _SHORT:
        return [Problem(ProblemKind.LENGTH, f"size: {sizes[0]:.0f} → {sizes[1]:.0f}")]
    if lines[0] != lines[1]:
        return [Problem(ProblemKind.LENGTH, f"lines: {lines[0]} → {lines[1]}")]
    return []


def find_unsupported(text: str, original: str, similarities: Similarities | None) -> list[Problem]:
    """Sentences that mean nothing of what `original`, in another language, says; `similarities` compares languages."""
    sentences = [sentence for sentence in split_sentences(text) if _size(sentence) >= _SHORTEST_SENTENCE]
    others = split_sentences(original)
    found = similarities(sentences, others) if similarities and sentences and others else None
    if found is None:
        return []
    odd = [sentence for sentence, row in zip(sentences, found, strict=True) if max(row) < LEAST_LIKE]
    return [Problem(ProblemKind.UNSUPPORTED, sentence[:_QUOTED]) for sentence in odd]


def find_leaks(text: str, prompt: str, mark: str) -> list[Problem]:
    """The mark, or words of the prompt itself."""
    if mark in text or mark.strip("[]") in text:
        return [Problem(ProblemKind.LEAK, "the mark of the data")]
    folded = " ".join(text.split())
    pieces = (sentence for sentence in split_sentences(prompt) if len(sentence) >= _SHORTEST_LEAK)
    return [Problem(ProblemKind.LEAK, piece[:_QUOTED]) for piece in pieces if " ".join(piece.split()) in folded][:1]


def find_instructions(*texts: str) -> list[Problem]:
    """Sentences among those that were given which speak to a machine: what was made of them wants a careful eye."""
    found = [
        sentence
        for text in texts
        for sentence in split_sentences(clean(text))
        if find_intent(sentence[:1000]) is Intent.STEERING
    ]
    return [Problem(ProblemKind.LEAK, f"an instruction in the text: {sentence[:_QUOTED]}") for sentence in found[:3]]


def distinct(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Each told once."""
    return tuple({(problem.kind, problem.detail): problem for problem in problems}.values())


def name_language(language: str) -> str:
    """As a prompt calls it."""
    return dict(zip(LANGUAGES, ("English", "Traditional Chinese (Hong Kong)", "Simplified Chinese"), strict=True))[
        language
    ]


def _facts(text: str) -> Iterator[Fact]:
    return (fact for fact in extract_facts(text) if fact.kind not in _NO_FACT)


def _size(text: str) -> float:
    """In Chinese characters; English has three letters for one."""
    return len(_HAN.findall(text)) + len(_LETTER.findall(text)) / 2.9
