"""Of which small city does a test measure answers?"""

from __future__ import annotations

from eval.datasets.questions import Kind, KnownQuestion, Split
from eval.knowledge_sets import SAMPLE, KnowledgeSet
from tests.eval.answers.one_article import DOG

CITY = KnowledgeSet(
    SAMPLE,
    (DOG,),
    (
        KnownQuestion("q-1", "How do I get a dog licence?", "en", Split.TEST, ("dog",)),
        KnownQuestion("q-2", "如何申領狗牌？", "zh-Hant", Split.TEST, ("dog",)),
        KnownQuestion("q-3", "怎样申领狗牌？", "zh-Hans", Split.TEST, ("dog",)),
        KnownQuestion("q-4", "Who won?", "en", Split.TEST, kind=Kind.OFF_TOPIC),
    ),
)
