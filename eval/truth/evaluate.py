"""How many planted faults are found, and how much is found that is none?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.datasets.planted import ContradictionPair
from eval.metrics import mean
from eval.tables import markdown_table, share
from eval.truth.generate import Compared
from knowledge_base.contradictions import Contradiction


def measure_parity(compared: Sequence[Compared]) -> dict[str, Any]:
    """Recall by kind and of all planted faults, and the share of harmless articles that raise an alarm."""
    planted = [c for c in compared if c.row.planted]
    harmless = [c for c in compared if not c.row.planted]
    kinds = sorted({c.row.planted.kind for c in planted if c.row.planted})
    groups = {kind: [c for c in planted if c.row.planted and c.row.planted.kind == kind] for kind in kinds}
    return {
        "recall": {
            kind: {"rows": len(members), "share": mean(c.is_found for c in members)}
            for kind, members in (groups | {"all": planted}).items()
            if members
        },
        "false_alarms": {"rows": len(harmless), "share": mean(bool(c.found) for c in harmless) if harmless else None},
    }


def measure_contradictions(pairs: Sequence[ContradictionPair], found: Sequence[Contradiction]) -> dict[str, Any]:
    """Recall of the planted pairs, and the share of planted pairs among those found; by kind the recall alone."""
    wanted = {(pair.a.id, pair.b.id): pair.kind for pair in pairs if pair.contradiction}
    named = {pair_of(contradiction) for contradiction in found}
    hit = {pair: kind for pair, kind in wanted.items() if tuple(sorted(pair)) in named}
    kinds = sorted(set(wanted.values()))
    recall = {
        kind: {
            "rows": sum(k == kind for k in wanted.values()),
            "share": mean(p in hit for p, k in wanted.items() if k == kind),
        }
        for kind in kinds
    }
    recall["all"] = {"rows": len(wanted), "share": mean(pair in hit for pair in wanted)}
    return {"recall": recall, "precision": {"rows": len(named), "share": len(hit) / len(named) if named else None}}


def pair_of(contradiction: Contradiction) -> tuple[str, ...]:
    return tuple(sorted((contradiction.a.article_id, contradiction.b.article_id)))


def parity_row(compared: Compared) -> dict[str, Any]:
    """One line of rows.jsonl."""
    row = compared.row
    return {
        "id": row.article.id,
        "planted": asdict(row.planted) if row.planted else None,
        "found": [asdict(difference) for difference in compared.found],
    }


def contradiction_row(contradiction: Contradiction, pairs: Sequence[ContradictionPair]) -> dict[str, Any]:
    wanted = {tuple(sorted((pair.a.id, pair.b.id))) for pair in pairs if pair.contradiction}
    return {**asdict(contradiction), "is_planted": pair_of(contradiction) in wanted}


def failures(
    compared: Sequence[Compared], pairs: Sequence[ContradictionPair], found: Sequence[Contradiction]
) -> list[dict[str, Any]]:
    """Faults that were missed and alarms that are none."""
    named = {pair_of(contradiction) for contradiction in found}
    wrong = [parity_row(c) for c in compared if (not c.is_found if c.row.planted else c.found)]
    missed = [p for p in pairs if p.contradiction and tuple(sorted((p.a.id, p.b.id))) not in named]
    rows = [contradiction_row(contradiction, pairs) for contradiction in found]
    return [*wrong, *(asdict(pair) for pair in missed), *(row for row in rows if not row["is_planted"])]


def table(results: Mapping[str, Any]) -> str:
    """Parity by kind, its false alarms, and the contradictions' recall and precision."""
    parity, contradictions = results["parity"], results["contradictions"]
    lines = [[f"languages differ: {kind.replace('_', ' ')}", *_cells(n)] for kind, n in parity["recall"].items()]
    lines.append(["languages agree: false alarms", *_cells(parity["false_alarms"])])
    lines.append(["articles contradict: recall", *_cells(contradictions["recall"]["all"])])
    lines.append(["articles contradict: precision", *_cells(contradictions["precision"])])
    return markdown_table(["found", "cases", "share"], lines)


def _cells(numbers: Mapping[str, Any]) -> list[str]:
    return [str(numbers["rows"]), share(numbers["share"])]
