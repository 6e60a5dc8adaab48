"""Is the tree drawn at the top of `assistant/errors.py` the tree that is there?"""

from __future__ import annotations

import inspect
import re

import pytest

from assistant import errors
from assistant.errors import ArticleNotFound, CivicDeskError, InvalidInput, NotFound, SettingsInvalid


def drawn_tree() -> dict[str, str]:
    """Each drawn class and the class that it hangs from; four characters of a line are one level."""
    parents: dict[str, str] = {}
    path = ["CivicDeskError"]
    for line in (errors.__doc__ or "").splitlines():
        if drawn := re.match(r"([│ ├└─]{4,})(\w+)", line):
            depth = len(drawn.group(1)) // 4
            path[depth:] = [drawn.group(2)]
            parents[drawn.group(2)] = path[depth - 1]
    return parents


def error_classes() -> list[type[CivicDeskError]]:
    """Every error of the module, the root included."""
    return [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, CivicDeskError)]


def real_tree() -> dict[str, str]:
    """Each error class of the module and its one base."""
    return {e.__name__: e.__bases__[0].__name__ for e in error_classes() if e is not CivicDeskError}


def test_the_drawing_shows_every_error_below_its_parent() -> None:
    assert drawn_tree() == real_tree()


def test_every_error_has_one_parent_and_says_when_it_happens() -> None:
    for error in error_classes():
        assert len(error.__bases__) == 1
        assert error.__doc__


def test_an_invalid_input_names_the_field() -> None:
    assert InvalidInput("too long", field="text").field == "text"
    assert InvalidInput("too long").field is None
    assert str(InvalidInput("too long", field="text")) == "too long"


def test_a_wrong_setting_is_an_invalid_input() -> None:
    with pytest.raises(InvalidInput):
        raise SettingsInvalid("not a number", field="CIVICDESK_COMPUTE_THREADS")


def test_a_missing_article_can_be_caught_as_anything_missing() -> None:
    with pytest.raises(NotFound):
        raise ArticleNotFound("td-001")


def test_errors_know_no_http() -> None:
    assert not re.search(r"status_?code|\b[45]\d\d\b", inspect.getsource(errors).split('"""', 2)[2])
