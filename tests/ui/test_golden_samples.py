"""Does the sample city's golden set name what its assistant answers?"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

from assistant.cases.catalogue import load_catalogue
from assistant.languages import LANGUAGES
from assistant.settings import load_settings
from knowledge_base.knowledge_base import open_knowledge_base
from knowledge_base.replays.running import Replayer
from tests.running_service import copy_samples
from ui.commands.demo_golden import add_sample_golden, read_sample_golden
from ui.service import open_database

LEAST_RIGHT = 0.9
"""A set of which the assistant fails none would show nobody what to mend."""


def test_every_question_is_there_in_three_languages():
    counts = Counter(golden.language for golden in read_sample_golden())
    assert set(counts) == set(LANGUAGES)
    assert len(set(counts.values())) == 1


def test_nearly_all_are_answered_rightly(citizen_home: Path, tmp_path: Path):
    copy_samples(citizen_home, tmp_path)
    settings, catalogue = load_settings(_env_file=None, home=tmp_path), load_catalogue()
    with closing(open_database(settings)) as database, closing(open_knowledge_base(settings, database)) as knowledge:
        assert add_sample_golden(database, catalogue) == len(read_sample_golden())
        assert add_sample_golden(database, catalogue) == 0
        result = Replayer(database, lambda: knowledge, catalogue, margin=0).replay([], days=0)
    groups = result["golden"]["by_group"]
    right, asked = sum(group["right_live"] for group in groups), sum(group["asked"] for group in groups)
    assert asked == len(read_sample_golden())
    assert right / asked >= LEAST_RIGHT
    assert result["passed"]
