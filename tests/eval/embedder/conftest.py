"""A few pairs in the shape of the training data."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

ROWS = [
    ("zh-dict", "護照|护照", "passport / CL:本[ben3] / travel document / booklet / permit", "cedict"),
    ("zh-dict", "本|本", "CL:本[ben3]", "cedict"),
    ("yue-dict", "點算|点算", "what to do", "cccanto"),
    ("zh", "他不是学生。", "He is not a student.", "tatoeba"),
    ("zh-Hant", "護照之申請，應備相片。", "A passport application needs photographs.", "tw-law"),
    ("zh-Hant", "水費應於期限內繳納。", "Water charges shall be paid in time.", "tw-law"),
    ("zh-Hans", "请洗手。", "Please wash your hands.", "tico19"),
]
LAWS = [
    ("law", "人民有遷徙之自由。", "The people have the freedom to move."),
    ("title", "戶籍法", "Household Registration Act"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "pairs"
    folder.mkdir()
    for name, rows in (("pairs.tsv.gz", ROWS), ("laws_long.tsv.gz", LAWS)):
        with gzip.open(folder / name, "wt", encoding="utf-8") as stream:
            stream.writelines("\t".join(row) + "\n" for row in rows)
    return folder
