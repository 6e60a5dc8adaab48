"""How do two knowledges answer the same questions, side by side?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from assistant.answering.answer import Answer, Outcome
from assistant.answering.confidence import load_confidence
from assistant.answering.draft import Question, Tools
from assistant.answering.knowledge import Knowledge
from assistant.answering.pipeline import answer_questions
from assistant.answering.wording import load_wording
from assistant.cases.catalogue import Catalogue

BATCH = 128
"""Asked of both before the next ones, so that what was embedded for one is still at hand for the other."""
LISTED = 300
"""Changed or wrong answers that a result names; it counts them all."""
_BY_A_PERSON = frozenset({Outcome.HANDOFF, Outcome.CASE, Outcome.EMERGENCY})


class Kind(StrEnum):
    GOLDEN = "golden"
    ASKED = "asked"
    """By a citizen."""


@dataclass(frozen=True)
class ReplayQuestion:
    """One question without personal data; `expected` is the article that a golden one is right with, None a person."""

    text: str
    language: str
    kind: Kind
    department: str | None = None
    expected: str | None = None
    golden_id: int | None = None


@dataclass(frozen=True)
class Told:
    """What of an answer is compared."""

    outcome: str
    article_id: str | None
    title: str
    confidence: float
    articles: tuple[str, ...]
    department: str | None

    def is_right(self, question: ReplayQuestion) -> bool:
        if question.expected is None:
            return self.outcome in _BY_A_PERSON
        return self.outcome == Outcome.ANSWERED and question.expected in self.articles


@dataclass(frozen=True)
class Pair:
    """One question, and what either knowledge told."""

    question: ReplayQuestion
    live: Told
    draft: Told

    @property
    def is_changed(self) -> bool:
        return (self.live.outcome, self.live.articles) != (self.draft.outcome, self.draft.articles)

    @property
    def is_better(self) -> bool | None:
        """Is the draft right and what is live not?  None where both are, neither is, or nobody knows."""
        right = (self.live.is_right(self.question), self.draft.is_right(self.question))
        return right[1] if self.question.kind is Kind.GOLDEN and right[0] != right[1] else None


@dataclass(frozen=True)
class Verdict:
    """Whether one question of a department goes right with what is live, and whether it would."""

    department: str
    language: str
    live: bool
    draft: bool

    @classmethod
    def of(cls, pair: Pair) -> Verdict:
        question = pair.question
        right = pair.live.is_right(question), pair.draft.is_right(question)
        return cls(question.department or "", question.language, *right)


def compare(
    questions: Sequence[ReplayQuestion],
    live: Knowledge,
    draft: Knowledge,
    *,
    catalogue: Catalogue,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Pair]:
    """Ask both through the whole pipeline, as if nothing were switched off; nothing is stored.

    Without drafts `draft` is `live` itself, which is asked once.  `progress` may raise, to end it.
    """
    tools = [Tools(knowledge, load_wording(), load_confidence(), catalogue) for knowledge in (live, draft)]
    pairs: list[Pair] = []
    for start in range(0, len(questions), BATCH):
        progress(start, len(questions))
        batch = questions[start : start + BATCH]
        asked = [Question(question.text, question.language) for question in batch]
        told = [_told(answer) for answer in answer_questions(asked, tools[0])]
        drafted = [_told(answer) for answer in answer_questions(asked, tools[1])] if draft is not live else told
        pairs += map(Pair, batch, told, drafted)
    return pairs


def judge(pairs: Sequence[Pair], *, margin: float) -> dict[str, Any]:
    """What a comparison comes to, ready to be stored.

    It has not passed when of any department's golden questions in any language more than `margin`, a share in [0, 1],
    are right now and would not be: of fewer than 1 / `margin` questions, any.
    """
    golden = [pair for pair in pairs if pair.question.kind is Kind.GOLDEN]
    asked = [pair for pair in pairs if pair.question.kind is Kind.ASKED]
    changed = [pair for pair in pairs if pair.is_changed]
    groups = list(group_verdicts(list(map(Verdict.of, golden)), margin=margin))
    return {
        "golden": {
            "by_group": groups,
            "lost": sorted(pair.question.golden_id or 0 for pair in golden if pair.is_better is False),
            "wrong": [_line(pair) for pair in golden if not pair.draft.is_right(pair.question)][:LISTED],
        },
        "questions": {
            "asked": len(asked),
            "same": sum(not pair.is_changed for pair in asked),
            "changed": sum(pair.is_changed for pair in asked),
        },
        "changes": [_line(pair) for pair in sorted(changed, key=_worst_first)[:LISTED]],
        "passed": not any(group["falls"] for group in groups),
    }


def group_verdicts(verdicts: Sequence[Verdict], *, margin: float) -> Iterator[dict[str, Any]]:
    """What each department in each language has now, would have and loses; it falls beyond its `margin`."""
    names = [(verdict.department, verdict.language) for verdict in verdicts]
    asked = Counter(names)
    live, draft, lost = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for name, verdict in zip(names, verdicts, strict=True):
        live[name] += verdict.live
        draft[name] += verdict.draft
        lost[name] += verdict.live and not verdict.draft
    for name in sorted(asked):
        allowed = int(margin * asked[name])
        yield {
            "department": name[0],
            "language": name[1],
            "asked": asked[name],
            "right_live": live[name],
            "right_draft": draft[name],
            "lost": lost[name],
            "margin": allowed,
            "falls": lost[name] > allowed,
        }


def _told(answer: Answer) -> Told:
    first = answer.citations[0] if answer.citations else None
    return Told(
        outcome=answer.outcome.value,
        article_id=first.article_id if first else None,
        title=first.title if first else "",
        confidence=round(answer.confidence, 4),
        articles=tuple(citation.article_id for citation in answer.citations),
        department=first.department if first else answer.department,
    )


def _line(pair: Pair) -> dict[str, Any]:
    question = pair.question
    return {
        "question": question.text,
        "language": question.language,
        "kind": question.kind.value,
        "department": question.department or pair.live.department or pair.draft.department,
        "expected": question.expected,
        "live": asdict(pair.live),
        "draft": asdict(pair.draft),
        "better": pair.is_better,
    }


def _worst_first(pair: Pair) -> int:
    return (False, True, None).index(pair.is_better)
