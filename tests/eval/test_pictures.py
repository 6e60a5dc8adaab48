"""Are the pictures drawn without a screen?"""

from pathlib import Path

from eval.metrics import risk_coverage
from eval.pictures import draw_bars, draw_confusion, draw_risk_coverage

PNG = b"\x89PNG"


def test_risk_over_coverage_is_a_picture(tmp_path: Path):
    path = tmp_path / "risk.png"
    curve = risk_coverage([0.9, 0.6], [True, False])
    draw_risk_coverage(path, {"English": {"CivicDesk": curve, "BM25": curve}}, title="sample")
    assert path.read_bytes().startswith(PNG)


def test_bars_by_group_are_a_picture(tmp_path: Path):
    path = tmp_path / "bars.png"
    groups = {"English": {"CivicDesk": 0.9, "BM25": 0.6}, "Traditional Chinese": {"CivicDesk": 0.8}}
    draw_bars(path, groups, title="sample", measure="recall@1")
    assert path.read_bytes().startswith(PNG)


def test_what_is_taken_for_what_is_a_picture(tmp_path: Path):
    path = tmp_path / "confusion.png"
    counts = {"emergency": {"emergency": 9, "question": 1}, "question": {"question": 20}}
    draw_confusion(path, counts, ["emergency", "question"], title="intents")
    assert path.read_bytes().startswith(PNG)
