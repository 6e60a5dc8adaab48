"""What does a sound row look like, and what does the product say when one thing in it is changed?"""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from assistant.cases.catalogue import load_catalogue
from ingestion.documents.departments import decide_departments
from ingestion.documents.sheet_checking import CheckedSheets, check_sheets
from ingestion.documents.sheet_reading import read_sheet

ARTICLE: dict[str, Any] = {
    "id": "td-renew-driving-licence",
    "department": "TD",
    "category": "licence_permit_enquiry",
    "text": {
        "en": {"question": "How do I renew my driving licence?", "answer": "Bring form TD 558. The fee is $900."},
        "zh-Hant": {"question": "如何續領駕駛執照？", "answer": "請攜同表格TD 558。費用為900元。"},
        "zh-Hans": {"question": "怎样续领驾驶执照？", "answer": "请带表格TD 558。费用是900元。"},
    },
    "source_url": "https://www.chingwan.example/td/renew-driving-licence",
    "audience": "public",
    "effective_from": "2025-11-01",
    "effective_until": None,
    "review_by": "2027-10-31",
    "tags": ["licence", "renewal"],
}

ROW: dict[str, Any] = {
    "id": "td-renew-driving-licence",
    "department": "TD",
    "question_en": "How do I renew my driving licence?",
    "answer_en": "Bring form TD 558. The fee is $900.",
}


def article(**changes: Any) -> dict[str, Any]:
    """The example in its JSON shape, with other values for some keys."""
    return copy.deepcopy(ARTICLE) | changes


def wording(language: str = "en", **parts: Any) -> dict[str, Any]:
    """The example's `text` with other parts in one language."""
    text = copy.deepcopy(ARTICLE["text"])
    text[language] |= parts
    return {"text": text}


def write_jsonl(path: Path, *articles: Any) -> Path:
    path.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in articles), "utf-8")
    return path


def write_csv(path: Path, *rows: dict[str, str], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, *rows: Sequence[Any]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    workbook.save(path)
    return path


def check(*paths: Path, new_departments: bool = False) -> CheckedSheets:
    """What the files amount to for a service that knows the shipped catalogue."""
    catalogue = load_catalogue()
    sheets = [read_sheet(path) for path in paths]
    rule = decide_departments(sheets, catalogue, known=catalogue.departments, new_departments=new_departments)
    return check_sheets(sheets, catalogue, departments=rule)


def refusals(*paths: Path) -> list[str]:
    return [refusal.line() for refusal in check(*paths).refusals]
