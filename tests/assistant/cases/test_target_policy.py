"""Is a file of targets read as it is meant, and refused where it cannot be?"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.cases.catalogue import load_catalogue
from assistant.cases.target_policy import SHIPPED, Rule, Target, load_target_policy
from assistant.cases.triage import Priority
from assistant.errors import SettingsInvalid


def changed(folder: Path, old: str, new: str) -> Path:
    source = SHIPPED.read_text("utf-8")
    assert old in source
    path = folder / "targets.toml"
    path.write_text(source.replace(old, new, 1), "utf-8")
    return path


def test_the_shipped_targets_answer_an_emergency_within_the_hour() -> None:
    assert load_target_policy().rule("street_light", Priority.EMERGENCY) == Rule(
        Target(hours=1, always=True), Target(hours=24, always=True)
    )


def test_where_no_resolution_is_named_the_categorys_own_days_are_meant() -> None:
    assert load_target_policy().rule("street_light", Priority.NORMAL) == Rule(Target(days=2), None)


def test_a_categorys_own_targets_go_before_the_others(tmp_path: Path) -> None:
    own = '[categories.street_light.normal]\nrespond = "3 hours"\nresolve = "2 days"'
    policy = load_target_policy(changed(tmp_path, "[categories]", own))
    policy.check(load_catalogue())
    assert policy.rule("street_light", Priority.NORMAL) == Rule(Target(hours=3), Target(days=2))
    assert policy.rule("street_light", Priority.LOW) == load_target_policy().rule("street_light", Priority.LOW)


def test_targets_of_a_category_that_is_not_there_are_refused(tmp_path: Path) -> None:
    own = '[categories.moon.normal]\nrespond = "3 hours"'
    policy = load_target_policy(changed(tmp_path, "[categories]", own))
    with pytest.raises(SettingsInvalid, match=r"CIVICDESK_TARGETS: categories\.moon"):
        policy.check(load_catalogue())


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("warn_at = 0.75", "warn_at = 75", "warn_at"),
        ("warn_at = 0.75", "warn_at = 1.5", "warn_at"),
        ("warn_at = 0.75", "", "warn_at"),
        ("[priorities.low]", "[priorities.lazy]", "priorities.lazy"),
        ('respond = "3 days"', 'respond = "3 days always"', "priorities.low.respond"),
        ('respond = "3 days"', 'respond = "0 days"', "priorities.low.respond"),
        ('respond = "3 days"', "respond = 3", "priorities.low.respond"),
        ('resolve = "16 hours"', 'resolve = "soon"', "priorities.urgent.resolve"),
        ("[categories]", "[categories]\nstreet_light = 3", "categories.street_light"),
        ('respond = "3 days"', 'respond = "3 days"\nreply = "1 days"', "priorities.low.reply"),
        ("[priorities.low]", "[priorities.low", "not TOML"),
    ],
)
def test_targets_that_cannot_be_used_name_their_field(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_TARGETS") as refused:
        load_target_policy(changed(tmp_path, old, new))
    assert named in str(refused.value)
