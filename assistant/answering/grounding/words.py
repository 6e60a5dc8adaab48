"""Which words of a text carry its meaning?  Stems of English, pairs of Chinese characters, no word of grammar."""

from __future__ import annotations

import re
from functools import lru_cache

from Stemmer import Stemmer

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z'-]*[a-z]|[a-z]")
_ISE = re.compile(r"(?<=[a-z]{3})iz(?=(?:e[ds]?|er?s?|ing|ations?|ational)$)")
_GRAMMAR = frozenset(
    "a an the and or of to in on at for from by with is are was were be been being am do does did done i you he she it "
    "we they my me us your our their his her its this that these those there here if so as can could will would "
    "should may might must shall have has had not no nor but than then when where who whom which what how why also "
    "just only any all each every other more most up out off over under about within before after until between "
    "during into onto per please need needs needed get gets got let very too both either same such some own "
    "don't doesn't can't won't you'll you're it's isn't aren't we'll they're i'll".split()
)
_GRAMMAR_CHARACTERS = frozenset(
    "的了是在我你您有和与及或就都也很这那吧么个去到人什怎该他她它们把被让给从对于而但因所之其才可以须要会能将如若则并且"
    "为向由按每请内后前时至等本各已便即"
)


_FORMS = {
    form: base
    for line in (
        "lent lend",
        "sent send",
        "paid pay",
        "kept keep",
        "held hold",
        "given gave give",
        "taken took take",
        "bought buy",
        "sold sell",
        "left leave",
        "lost lose",
        "found find",
        "built build",
        "brought bring",
        "thrown threw throw",
        "written wrote write",
        "driven drove drive",
        "broken broke break",
        "spoken spoke speak",
        "chosen chose choose",
        "stolen stole steal",
        "worn wore wear",
        "met meet",
        "told tell",
        "made make",
        "gone went go",
        "came come",
        "spent spend",
        "taught teach",
        "caught catch",
        "said say",
        "shown show",
        "known knew know",
        "grown grew grow",
        "fallen fell fall",
        "hidden hide",
        "ridden rode ride",
        "eaten ate eat",
        "drunk drank drink",
        "begun began begin",
        "swum swam swim",
        "run ran run",
        "sung sang sing",
        "rung rang ring",
        "born bear",
        "died die",
        "won win",
        "fed feed",
        "led lead",
        "read read",
        "slept sleep",
        "felt feel",
        "dealt deal",
        "stood stand",
        "understood understand",
        "children child",
        "people person",
        "men man",
        "women woman",
        "teeth tooth",
        "feet foot",
        "wives wife",
        "lives life",
    )
    for *forms, base in [line.split()]
    for form in forms
}
"""What a stemmer does not know to be one word."""


def content_words(folded: str) -> frozenset[str]:
    """The words of a text that is folded and in small letters."""
    words: set[str] = set()
    for run in _RUN.findall(folded):
        if run.isascii():
            if run not in _GRAMMAR:
                words.add(_stem(run.removesuffix("'s")))
        else:
            words.update(
                run[i : i + 2] for i in range(len(run) - 1) if not _GRAMMAR_CHARACTERS.issuperset(run[i : i + 2])
            )
    return frozenset(words)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    # A stemmer may not be shared by threads; making one costs a microsecond.
    stem: str = Stemmer("english").stemWord(_ISE.sub("is", _FORMS.get(word, word)))
    return stem
