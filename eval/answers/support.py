"""Does each sentence and each value that is shown stand in what the answer cites?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.answering.answer import Answer, Completeness
from assistant.answering.grounding.finding import Similarities, find_problems
from assistant.answering.knowledge import ELLIPSIS, Hit
from assistant.answering.wording import load_wording
from assistant.answering.written import Source, WrittenAnswer, WrittenSentence
from assistant.database import utc_now
from assistant.languages import fold
from assistant.sentences import split_sentences
from eval.answers.reference import holds, key_facts
from eval.datasets.questions import KnownQuestion
from knowledge_base.article import ArticleContent

_LINK = re.compile(r"<(https?://[^<>\s]+)>")
"""A link as it is shown, so that it can be pressed; passages hold it bare."""
_LIST_MARK = re.compile(r"^(?:[-*+•]|\d{1,3}[.)])\s+")


@dataclass(frozen=True)
class Support:
    """How many sentences are shown and how many of them stand in the cited articles; and values that do not."""

    sentences: int
    supported: int
    wrong_facts: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return self.supported == self.sentences and not self.wrong_facts


def measure_support(
    question: KnownQuestion, answer: Answer, articles: Mapping[str, ArticleContent], similarities: Similarities
) -> Support:
    """Approved word for word, or passed by the gate; the fixed words around an answer are not looked at."""
    cited = [articles[c.article_id] for c in answer.citations if c.article_id in articles]
    approved = [_folded(text.answer) for article in cited for text in article.text.values()]
    shown = list(_own_sentences(question, answer))
    ours = [sentence for sentence in shown if not any(fold(sentence) in text for text in approved)]
    passed = sum(not _find(sentence, question, answer, cited, similarities) for sentence in ours)
    return Support(len(shown), len(shown) - len(ours) + passed, _wrong_facts(shown, question, cited))


def _own_sentences(question: KnownQuestion, answer: Answer) -> Iterator[str]:
    """What the answer says of the matter: no fixed text of ours, no mark of a list, no words of the citizen."""
    for line in answer.text.splitlines():
        # A heading, of the article or of a part of the question, says nothing by itself.
        if line.startswith("#") or any(fixed.fullmatch(line.strip()) for fixed in _fixed_lines()):
            continue
        told = _LINK.sub(r"\1", line)
        sentences = (_LIST_MARK.sub("", sentence).strip() for sentence in split_sentences(told))
        yield from (s for s in sentences if s not in ("", ELLIPSIS) and fold(s) not in fold(question.text))


@lru_cache(maxsize=2048)
def _folded(approved: str) -> str:
    # An article is cited by many answers, and folding it takes longer than all else here.
    return fold(approved)


@cache
def _fixed_lines() -> tuple[re.Pattern[str], ...]:
    """Every line of the fixed texts, with anything where a value stands."""
    lines = {line.strip() for text in load_wording().list_texts() for line in text.splitlines() if line.strip()}
    return tuple(re.compile(re.sub(r"\\{\w+\\}", ".*", re.escape(line))) for line in sorted(lines))


def _find(
    sentence: str,
    question: KnownQuestion,
    answer: Answer,
    cited: Sequence[ArticleContent],
    similarities: Similarities,
) -> bool:
    """True where the gate finds something wrong with the sentence by itself."""
    hits = [_hit(article, answer.language) for article in cited]
    sources = [Source(number, hit, hit.answer) for number, hit in enumerate(hits, start=1)]
    numbers = tuple(source.number for source in sources)
    written = WrittenAnswer(answer.language, (WrittenSentence(sentence, numbers),), Completeness.FULL)
    return bool(find_problems(written, sources, question=question.text, similarities=similarities))


def _wrong_facts(shown: Sequence[str], question: KnownQuestion, cited: Sequence[ArticleContent]) -> tuple[str, ...]:
    said = [question.text, *question.earlier_citizen_texts()]
    texts = [f"{text.question}\n{text.answer}" for article in cited for text in article.text.values()]
    known = [fact for text in (*texts, *said) for fact in key_facts(text)]
    return tuple(fact.text for sentence in shown for fact in key_facts(sentence) if not holds(known, fact))


def _hit(article: ArticleContent, language: str) -> Hit:
    shown = language if language in article.text else next(iter(article.text))
    text = article.text[shown]
    return Hit(
        article_id=article.id,
        version_id=1,
        version=1,
        language=shown,
        title=text.question,
        answer=text.answer,
        url=article.source_url,
        department=article.department,
        category=article.category,
        last_reviewed=utc_now().date(),
        score=1.0,
        dense_score=1.0,
        keyword_score=1.0,
    )
