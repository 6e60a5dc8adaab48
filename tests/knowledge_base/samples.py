"""What do the sample city's files hold?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from knowledge_base.article import ArticleContent, ArticleText


def read_contents(files: Iterable[Path]) -> list[ArticleContent]:
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    return [
        ArticleContent(
            row["id"],
            row["department"],
            {
                language: ArticleText(told["question"], told["answer"], tuple(told.get("variants", ())))
                for language, told in row["text"].items()
            },
        )
        for row in rows
    ]
