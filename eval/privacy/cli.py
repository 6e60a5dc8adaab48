"""How is the masking of personal data measured from the command line?"""

from __future__ import annotations

from assistant.privacy import find_contacts
from eval.knowledge_sets import KnowledgeSet, sample_articles
from eval.measurement import Measurement
from eval.privacy import evaluate
from eval.privacy.generate import KnownText, has_outside, make_texts, read_outside
from knowledge_base.article import ArticleContent

COUNT = 500


def measure_privacy(measurement: Measurement) -> str:
    """Looks for personal data in made sentences, in others' sentences and in the questions of every set.

    Leaves the run folder behind and gives its table.
    """
    published = _contacts(sample_articles())
    personal, harmless = (
        evaluate.search_all(make_texts(group, measurement.split, count=COUNT), published=published)
        for group in ("personal", "harmless")
    )
    questions = [
        searched
        for chosen in measurement.sets
        for searched in evaluate.search_all(_questions(measurement, chosen), published=_contacts(chosen.articles))
    ]
    outside = []
    if has_outside(measurement.data):
        outside = evaluate.search_all(list(read_outside(measurement.data)), published=frozenset())
    else:
        measurement.report(f"not at hand below {measurement.data}, left out: Presidio's sentences")
    results = {
        "personal": evaluate.measure_recall(personal),
        "harmless": evaluate.measure_alarms(harmless),
        "questions": evaluate.measure_alarms(questions),
        "outside": evaluate.measure_recall(outside),
    }
    table = evaluate.table(results)
    searched = [*personal, *harmless, *questions, *outside]
    rows = [evaluate.row(s) for s in (*personal, *harmless, *outside)]
    measurement.write(results, table, rows, failures=evaluate.failures(searched))
    return table


def _questions(measurement: Measurement, chosen: KnowledgeSet) -> list[KnownText]:
    """A set's questions; nothing in them is anybody's secret."""
    return [KnownText(q.id, q.text, q.language, chosen.name) for q in measurement.questions(chosen)]


def _contacts(articles: tuple[ArticleContent, ...] | list[ArticleContent]) -> frozenset[str]:
    texts = [text for article in articles for text in article.text.values()]
    return frozenset(contact for text in texts for contact in find_contacts(f"{text.question}\n{text.answer}"))
