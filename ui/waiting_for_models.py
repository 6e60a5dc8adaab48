"""How does a request wait for a language model while nobody else's request stands behind it?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import Request

Made = TypeVar("Made")

AT_ONCE = 16
"""Of one process.  Their threads wait and compute nothing; they are none of those that serve other requests."""


async def wait_for_model(request: Request, work: Callable[[], Made]) -> Made:
    """What `work` returns, which asks a model, from a thread kept for such waiting."""
    limiter: CapacityLimiter = request.app.state.waiting_for_models
    return await anyio.to_thread.run_sync(work, limiter=limiter)


async def compute_suggestion(request: Request, work: Callable[[], Made]) -> Made:
    """What `work` returns, which searches and computes: one at a time in a process."""
    limiter: CapacityLimiter = request.app.state.suggesting
    return await anyio.to_thread.run_sync(work, limiter=limiter)
