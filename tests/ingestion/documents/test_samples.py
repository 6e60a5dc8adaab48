from __future__ import annotations

from ingestion.documents.samples import sample_files
from tests.ingestion.documents.example import check


def test_the_sample_knowledge_is_packaged() -> None:
    names = [path.name for path in sample_files()]
    assert names == sorted(names)
    assert {"DH.jsonl", "IMMD.jsonl", "TD.jsonl"} <= set(names)


def test_the_sample_knowledge_can_be_imported_and_is_in_three_languages() -> None:
    checked = check(*sample_files())
    assert [refusal.line() for refusal in checked.refusals] == []
    assert not [warning.line() for warning in checked.warnings if "text" in warning.message]
