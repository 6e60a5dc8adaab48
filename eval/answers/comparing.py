"""Is a candidate file of models and prompts as good as what serves, in every language and department?

What is right now and would not be is what counts: it is lost, and nothing that is gained elsewhere makes up for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.language_models.chosen import Models
from eval.answers.evaluate import row
from eval.answers.scoring import Scored
from knowledge_base.replays.comparison import Verdict, group_verdicts

Ask = Callable[[Models], Sequence[Scored]]
"""Asks always the same questions, in one order, of the models that it is given."""


@dataclass(frozen=True)
class Comparison:
    """`groups` are as a replay's: of each department and language what is right now, would be, and is lost."""

    groups: tuple[Mapping[str, Any], ...]
    live: tuple[Scored, ...]
    candidate: tuple[Scored, ...]

    @property
    def passed(self) -> bool:
        return not any(group["falls"] for group in self.groups)

    @property
    def lost(self) -> list[tuple[Scored, Scored]]:
        pairs = zip(self.live, self.candidate, strict=True)
        return [(now, then) for now, then in pairs if now.is_right and not then.is_right]

    def results(self) -> dict[str, Any]:
        return {
            "passed": self.passed,
            "asked": len(self.live),
            "right_live": sum(scored.is_right for scored in self.live),
            "right_candidate": sum(scored.is_right for scored in self.candidate),
            "lost": len(self.lost),
            "by_group": list(self.groups),
        }

    def rows(self) -> list[dict[str, Any]]:
        pairs = zip(self.live, self.candidate, strict=True)
        return [{"live": row(now), "candidate": row(then)} for now, then in pairs]

    def lost_rows(self) -> list[dict[str, Any]]:
        return [{"live": row(now), "candidate": row(then)} for now, then in self.lost]

    def table(self) -> str:
        """A line for each department and language, what is lost by name, and the verdict."""
        lines = ["department  language  asked  right now  with candidate  lost (allowed)"]
        lines += [
            f"{group['department']:<10}  {group['language']:<8}  {group['asked']:>5}  {group['right_live']:>9}"
            f"  {group['right_draft']:>14}  {group['lost']} ({group['margin']}){'  FALLS' if group['falls'] else ''}"
            for group in self.groups
        ]
        lines += [_tell_lost(now, then) for now, then in self.lost]
        return "\n".join([*lines, "passed" if self.passed else "not passed"])


def compare_models(ask: Ask, live: Models, candidate: Models) -> Comparison:
    """Both asked the same; it has passed where no department has lost a question in any language."""
    now, then = tuple(ask(live)), tuple(ask(candidate))
    verdicts = [
        Verdict(before.asked.department, before.asked.question.language, before.is_right, after.is_right)
        for before, after in zip(now, then, strict=True)
    ]
    return Comparison(tuple(group_verdicts(verdicts, margin=0.0)), now, then)


def _tell_lost(now: Scored, then: Scored) -> str:
    question = now.asked.question
    return f"  lost: {question.id} ({question.language}) {now.asked.answer.status} -> {then.asked.answer.status}"
