"""How does a sheet travel between two processes?  As JSON: unlike a pickle, it can only ever be data."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from ingestion.documents.faq_sheet import Refusal, Remark, Sheet, SheetRow


def write_sheet(sheet: Sheet) -> bytes:
    return json.dumps(dataclasses.asdict(sheet), ensure_ascii=True).encode()


def read_written_sheet(data: bytes) -> Sheet:
    told: dict[str, Any] = json.loads(data)
    return Sheet(
        told["file"],
        tuple(_read_row(row) for row in told["rows"]),
        is_nested=told["is_nested"],
        refusals=tuple(Refusal(**refusal) for refusal in told["refusals"]),
        warnings=tuple(Remark(**remark) for remark in told["warnings"]),
    )


def _read_row(told: dict[str, Any]) -> SheetRow:
    return SheetRow(
        told["number"],
        told["texts"],
        {name: tuple(items) for name, items in told["lists"].items()},
        tuple((column, message) for column, message in told["problems"]),
    )
