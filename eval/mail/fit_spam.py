"""Which words speak for advertisement and fraud?  Fits the weights that `ingestion.mail.spam` reads.

    python -m eval.mail.fit_spam LINES.jsonl...

Each line holds a `text`, its subject on the first line, and `"kind": "spam"` where it is spam.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from ingestion.mail.spam_features import list_features

KEPT_FEATURES = 5_000
STRENGTH = 3.0
"""Of the fit (scikit-learn's C).  Between 1 and 10 five-fold cross-validation hardly differs."""


def fit(texts: Sequence[str], is_spam: Sequence[bool]) -> dict[str, Any]:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    counter = CountVectorizer(analyzer=lambda text: sorted(list_features(text)), binary=True, min_df=2)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000)
    model.fit(counter.fit_transform(texts), list(is_spam))
    weights = dict(zip(counter.get_feature_names_out(), model.coef_[0], strict=True))
    kept = sorted(weights, key=lambda name: (-abs(weights[name]), name))[:KEPT_FEATURES]
    return {
        "bias": round(float(model.intercept_[0]), 3),
        "weights": {name: round(float(weights[name]), 3) for name in sorted(kept) if abs(weights[name]) >= 0.001},
    }


def main(paths: Sequence[str]) -> None:
    rows = [json.loads(line) for path in paths for line in Path(path).read_text("utf-8").splitlines()]
    fitted = fit([row["text"] for row in rows], [row.get("kind") == "spam" for row in rows])
    target = Path(str(files("ingestion.mail") / "spam_weights.json"))
    target.write_text(json.dumps(fitted, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
