"""Do the approved answers of the sample city pass as composed answers?"""

import json
import re
from pathlib import Path

from assistant.answering.answer import Completeness
from assistant.answering.grounding.finding import find_problems
from assistant.answering.written import ProblemKind, WrittenAnswer, WrittenSentence
from assistant.sentences import split_sentences
from tests.assistant.answering.grounding.written import source

_SAMPLES = Path(__file__).parents[4] / "ingestion" / "samples" / "ching_wan"
_EVERY = 8
"""One article in so many keeps the test short."""


def test_two_approved_sentences_made_into_one_pass_all_but_two_times_in_a_hundred():
    texts = [path.read_text(encoding="utf-8") for path in sorted(_SAMPLES.glob("*.jsonl"))]
    rows = [json.loads(line) for text in texts for line in text.splitlines()]
    stopped = [merged for row in rows[::_EVERY] for merged in _judge(row)]
    assert len(stopped) > 200
    assert sum(stopped) <= 0.02 * len(stopped)


def _judge(row: dict[str, dict[str, dict[str, str]]]) -> list[bool]:
    """For each pair of sentences of an article, in each language, whether they are stopped for more than length."""
    judged = []
    for language, text in row["text"].items():
        parts = split_sentences(re.sub(r"^#+ .*$|[*]{2}", "", text["answer"], flags=re.MULTILINE))
        passage = source(text["answer"], language=language, title=text["question"], department=str(row["department"]))
        for start in range(0, len(parts), 2):
            pair = WrittenSentence("; ".join(part.rstrip(".。;；") for part in parts[start : start + 2]), (1,))
            written = WrittenAnswer(language, (pair,), Completeness.FULL)
            found = find_problems(written, [passage], question=text["question"])
            judged.append(any(problem.kind is not ProblemKind.LENGTH for problem in found))
    return judged
