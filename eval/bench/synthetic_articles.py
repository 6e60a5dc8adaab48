"""What would a larger city's knowledge say?  The sample's own sentences, recombined and tied to numbered places."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from assistant.sentences import split_sentences
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.passages import split_article

SEED = 20261101
_MARK = ".place-"
_STREETS = {
    "en": "Lotus Street,Harbour Road,Bamboo Lane,Temple Street,Mill Road,Pine Avenue,Ferry Street,Market Lane".split(
        ","
    ),
    "zh-Hant": "蓮花街 海港道 翠竹里 廟街 磨坊路 青松大道 渡輪街 街市里".split(),
    "zh-Hans": "莲花街 海港道 翠竹里 庙街 磨坊路 青松大道 渡轮街 街市里".split(),
}
_SCOPE = {
    "en": "This applies to the office at {place}.",
    "zh-Hant": "以上適用於{place}的辦事處。",
    "zh-Hans": "以上适用于{place}的办事处。",
}
_PLACE = {"en": "{number} {street}", "zh-Hant": "{street}{number}號", "zh-Hans": "{street}{number}号"}
_PLACED = {"en": "{text} ({place})", "zh-Hant": "{text}（{place}）", "zh-Hans": "{text}（{place}）"}


def take_passages(sample: Sequence[ArticleContent], passages: int) -> list[ArticleContent]:
    """So many articles of the sample, in a mixed order, that they hold at most `passages` passages."""
    mixed = random.Random(SEED).sample(list(sample), len(sample))  # noqa: S311  # Repeatable on purpose.
    return _until(iter(mixed), passages)


def synthetic_articles(sample: Sequence[ArticleContent], passages: int) -> list[ArticleContent]:
    """So many new articles, numbered from 0, that they hold at most `passages` passages."""
    return _until((synthetic_article(sample, number) for number in count()), passages)


def synthetic_article(sample: Sequence[ArticleContent], number: int) -> ArticleContent:
    """The synthetic article of that number, always the same one.

    It keeps a sample article's department and question at a place of its own, and mixes the answer's sentences with
    those of another article.
    """
    chance = random.Random(SEED + number)  # noqa: S311  # Repeatable on purpose.
    origin, other = sample[number % len(sample)], chance.choice(sample)
    street = chance.randrange(len(_STREETS["en"]))
    texts = {}
    for language, text in origin.text.items():
        place = _PLACE[language].format(street=_STREETS[language][street], number=number)
        texts[language] = _text(text, other.text.get(language), language, place, chance)
    return replace(
        origin, id=f"{origin.id}{_MARK}{number:05d}", text=texts, source_url=f"{origin.source_url}?office={number}"
    )


def origin_of(article_id: str) -> str | None:
    """The sample article that a synthetic one was made from; None for an article that is not synthetic."""
    origin, mark, _ = article_id.partition(_MARK)
    return origin if mark else None


def _until(articles: Iterator[ArticleContent], passages: int) -> list[ArticleContent]:
    taken: list[ArticleContent] = []
    held = 0
    for article in articles:
        held += len(split_article(article))
        if held > passages:
            break
        taken.append(article)
    return taken


def _text(
    text: ArticleText, other: ArticleText | None, language: str, place: str, chance: random.Random
) -> ArticleText:
    own = split_sentences(text.answer)
    kept = [sentence for sentence in own if chance.random() < 0.8] or own
    foreign = split_sentences(other.answer) if other else []
    mixed = chance.sample(foreign, min(2, len(foreign)))
    placed = _PLACED[language]
    return ArticleText(
        question=placed.format(text=text.question, place=place),
        answer="\n".join([*kept, *mixed, _SCOPE[language].format(place=place)]),
        variants=tuple(placed.format(text=variant, place=place) for variant in text.variants),
    )
