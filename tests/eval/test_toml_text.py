"""How is a mapping written as TOML?"""

import tomllib

import pytest

from eval.toml_text import to_toml


def test_what_is_written_is_read_back_as_it_was():
    data = {
        "name": 'a "quoted" 問',
        "share": 0.25,
        "count": 3,
        "is_set": True,
        "sets": ["a", "b"],
        "policy": {"keyword": 1e-06, "by script": {"han": 1}, "empty": {}},
    }
    assert tomllib.loads(to_toml(data)) == data


def test_what_is_none_is_left_out():
    assert to_toml({"a": None, "b": 1}) == "b = 1\n"


def test_plain_values_stand_before_tables():
    assert to_toml({"table": {"x": 1}, "y": 2}) == "y = 2\n\n[table]\nx = 1\n"


def test_an_object_that_toml_does_not_know_is_refused():
    with pytest.raises(TypeError):
        to_toml({"a": object()})
