"""Are the pictures drawn without a screen?"""

from pathlib import Path

from eval.metrics import risk_coverage
from eval.pictures import draw_confusion, draw_risk_coverage

PNG = b"\x89PNG"


def test_risk_over_coverage_is_a_picture(tmp_path: Path):
    path = tmp_path / "risk.png"
    draw_risk_coverage(path, {"en": risk_coverage([0.9, 0.6], [True, False])}, title="sample")
    assert path.read_bytes().startswith(PNG)


def test_what_is_taken_for_what_is_a_picture(tmp_path: Path):
    path = tmp_path / "confusion.png"
    counts = {"emergency": {"emergency": 9, "question": 1}, "question": {"question": 20}}
    draw_confusion(path, counts, ["emergency", "question"], title="intents")
    assert path.read_bytes().startswith(PNG)
