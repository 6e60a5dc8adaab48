"""Which facts does a right answer to a question state?

Those of the one sentence of the approved article, in the question's language, that lies nearest to the question by the
service's own vectors, among the sentences that state a fact at all.  Nobody has written them down by hand, so a nearest
sentence that is not the one meant counts against every answer that leaves it out: the number compares models and
prompts with each other and with the approved text, and is no school mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.answering.grounding.finding import Similarities
from assistant.facts.extract import extract_facts
from assistant.facts.fact import Fact, FactKind
from assistant.sentences import split_sentences
from eval.datasets.questions import KnownQuestion
from eval.retrieval.baselines import read_with_history
from knowledge_base.article import ArticleContent

_NO_VALUE = frozenset({FactKind.EXCEPTION, FactKind.ANSWER})
"""What can be put in too many words to be looked for."""


def key_facts(text: str) -> tuple[Fact, ...]:
    """The values that `text` states; what may well be left out or said in no number is not among them."""
    return tuple(fact for fact in extract_facts(text) if not fact.is_weak and fact.kind not in _NO_VALUE)


def reference_facts(
    question: KnownQuestion, articles: Mapping[str, ArticleContent], similarities: Similarities
) -> list[tuple[Fact, ...]]:
    """For each article that answers the question; an answer may follow any of them.  Without vectors, none."""
    gold = [articles[name] for name in question.relevant_ids if name in articles]
    found = (_nearest_facts(read_with_history(question), _wording(g, question.language), similarities) for g in gold)
    return [facts for facts in found if facts]


def recall(facts: Iterable[Fact], references: Sequence[Sequence[Fact]]) -> float | None:
    """The share of an article's reference facts that `facts` holds, of the article that it holds most of."""
    stated = list(facts)
    shares = [sum(holds(stated, wanted) for wanted in reference) / len(reference) for reference in references]
    return max(shares) if shares else None


def holds(facts: Iterable[Fact], wanted: Fact) -> bool:
    return any(wanted.matches(fact) for fact in facts)


def _nearest_facts(asked: str, text: str, similarities: Similarities) -> tuple[Fact, ...]:
    stating = [sentence for sentence in split_sentences(text) if key_facts(sentence)]
    cosines = similarities([asked], stating) if stating else None
    if cosines is None:
        return ()
    nearest = max(range(len(stating)), key=lambda place: cosines[0][place])
    return key_facts(stating[nearest])


def _wording(article: ArticleContent, language: str) -> str:
    text = article.text.get(language) or next(iter(article.text.values()))
    return text.answer
