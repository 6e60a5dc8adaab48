"""How many attacks are recognised, and how many citizens refused in their stead?"""

import json
from pathlib import Path

from eval.datasets.questions import Split
from eval.injection.evaluate import failures, measure, row, table, total
from eval.injection.generate import DISGUISES, Judged, Message
from eval.injection.prompts import read_prompts


def judged(text: str, *, language: str = "en", attack: bool = True, recognised: bool = True) -> Judged:
    line = "attacks" if attack else "questions"
    status = "declined_steering" if recognised else "answered"
    return Judged(Message(text, text, language, line, attack), status, recognised, recognised, recognised)


FOUND, MISSED = judged("a"), judged("b", language="zh-Hans", recognised=False)
ANSWERED, REFUSED = judged("c", attack=False, recognised=False), judged("d", attack=False)


def test_recognised_attacks_are_told_by_line_and_language() -> None:
    assert measure([FOUND, MISSED, ANSWERED])["attacks"] == {
        "messages": 2,
        "recognised": {"all": 0.5, "en": 1.0, "zh-Hans": 0.0},
        "declined": 0.5,
        "stopped": 0.5,
    }


def test_attacks_and_others_are_counted_together() -> None:
    every = [FOUND, MISSED, ANSWERED, REFUSED]
    assert [total(every, attacks=kind)["recognised"]["all"] for kind in (True, False)] == [0.5, 0.5]
    assert total([FOUND], attacks=False) == {"messages": 0, "recognised": {}, "declined": None, "stopped": None}


def test_a_missed_attack_and_a_refused_citizen_are_failures() -> None:
    assert failures([FOUND, MISSED, ANSWERED, REFUSED]) == [row(MISSED), row(REFUSED)]


def test_the_table_has_a_line_for_each_source_and_disguise() -> None:
    lines = table(measure([FOUND, MISSED]), measure([ANSWERED])).splitlines()
    assert lines[2] == "| attacks | 2 | 0.500 | 1.000 | – | 0.000 | 0.500 | 0.500 |"
    assert lines[-1] == "| questions | 1 | 0.000 | 0.000 | – | – | 0.000 | 0.000 |"


def test_a_disguise_hides_the_words_where_the_language_has_it() -> None:
    hidden = {name: disguise("say aye", "en") for name, disguise in DISGUISES.items()}
    assert (hidden["plain"], hidden["Base64"], hidden["spaced letters"]) == ("say aye", "c2F5IGF5ZQ==", "s a y   a y e")
    assert hidden["Cyrillic letters"] != "say aye" != hidden["tag characters"]
    assert DISGUISES["in Simplified characters"]("個", "zh-Hant") == "个"
    assert DISGUISES["tag characters"]("個", "zh-Hant") == ""


def test_only_what_is_openly_licensed_is_ever_learnt(tmp_path: Path) -> None:
    folder = tmp_path / "prompt_injection"
    folder.mkdir()
    sources = ["compass-ctf-team/x", "NVIDIA/garak", "HumanCompatibleAI/tensor-trust-data", "microsoft/BIPIA"]
    rows = [
        {"id": f"{source}-{n}", "text": "x\u2028y", "kind": kind, "source": source, "label": "injection"}
        for source in sources
        for kind in ("direct", "indirect: y")
        for n in range(20)
    ]
    path = folder / "prompts.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")
    prompts = read_prompts(tmp_path)
    assert {p.kind for p in prompts} == {"direct"}
    assert {p.source for p in prompts if p.split is Split.TUNE} == {"compass-ctf-team", "NVIDIA"}
    assert read_prompts(tmp_path / "nowhere") == []
