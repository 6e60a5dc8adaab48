"""What becomes of a test whose program is not installed here?"""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def give_up(missing: str) -> NoReturn:
    """Skip the test; fail it where CI is set, for nobody would notice there that it never runs."""
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
