"""Which questions must the sample city's assistant always answer rightly?"""

from __future__ import annotations

import json
from importlib.resources import files

from sqlalchemy import select

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import Catalogue
from assistant.database import Database
from knowledge_base.golden import Golden, add_golden
from knowledge_base.models import GoldenQuestion


def add_sample_golden(database: Database, catalogue: Catalogue) -> int:
    """How many golden questions were added; none where there are some already.  The sample articles come first."""
    with database.write() as session:
        if session.scalar(select(GoldenQuestion.id).limit(1)) is not None:
            return 0
        questions = read_sample_golden()
        for question in questions:
            add_golden(session, question, actor=operator(), catalogue=catalogue)
    return len(questions)


def read_sample_golden() -> list[Golden]:
    """Each question in every language."""
    lines = (files("ingestion") / "samples" / "ching_wan_golden.jsonl").read_text("utf-8").splitlines()
    return [
        Golden(row["department"], language, question, row["article_id"])
        for row in map(json.loads, lines)
        for language, question in row["question"].items()
    ]
