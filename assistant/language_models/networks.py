"""For whose network is a model asked now?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_asking: ContextVar[str] = ContextVar("asking_network", default="")


@contextmanager
def asking_from(network: str) -> Iterator[None]:
    """Whatever is asked inside, also by tasks and worker threads begun there, is asked for `network`."""
    token = _asking.set(network)
    try:
        yield
    finally:
        _asking.reset(token)


def asking_network() -> str:
    """Empty where nobody on the internet asks: a command, the worker, a machine beside the service."""
    return _asking.get()
