"""May a model be asked now, and what did it cost?  Places, a day's budget and a row a call, around any model."""

from __future__ import annotations

import datetime
import logging
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assistant.database import today_here, utc_now
from assistant.errors import DatabaseUnavailable, ModelUnavailable
from assistant.language_models import budget
from assistant.language_models.chat_model import ChatMessage, ChatModel, Completion, Rests, Usage
from assistant.language_models.chosen import ModelStep
from assistant.language_models.models import ModelUse
from assistant.language_models.models_file import Price
from assistant.language_models.networks import asking_network
from assistant.language_models.tokens import estimate_usage
from assistant.shared_writes import SharedWrites

logger = logging.getLogger(__name__)

WAITS_SECONDS = 0.5
"""For a place among the calls of this process."""
_MARGIN = 1.5
"""By which a prompt may have more tokens than estimated before it takes more than was reserved."""
_FREE = Price()
_SPENT = {
    "over_budget": "the day's budget is spent",
    "over_share": "the network's share of the day's budget is spent",
}


class Places:
    """How many calls a process has at once."""

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Raises ModelUnavailable where none becomes free in a moment."""
        if not self._free.acquire(timeout=WAITS_SECONDS):
            raise ModelUnavailable("the language model has too much to do", outcome="busy")
        try:
            yield
        finally:
            self._free.release()


@dataclass(frozen=True)
class Meter:
    """Where the calls of all models are counted."""

    writes: SharedWrites
    places: Places
    daily_tokens: int = 0
    """0 sets no budget; the day is the service's own."""
    prices: Mapping[str, Price] | None = None
    is_off: Callable[[], bool] = lambda: False
    network_share: float = 1.0
    """How much of what citizens may spend a day goes to those of one network."""

    def network_of(self, step: ModelStep) -> str:
        """The network whose share a call takes from; empty where there is none."""
        is_shared = self.daily_tokens and self.network_share < 1 and step in budget.CITIZENS
        return asking_network() if is_shared else ""

    def reserve(self, day: datetime.date, step: ModelStep, most: Usage, network: str = "") -> int:
        """How many tokens were counted beforehand.  Raises ModelUnavailable where they would be too many."""
        if not self.daily_tokens:
            return 0
        limit = budget.limit_of(step, self.daily_tokens)

        def count(session: Session) -> str:
            """Why the tokens are not counted; empty where they are."""
            if not budget.reserve(session, day, most.tokens, limit=limit):
                return "over_budget"
            share = math.floor(limit * self.network_share)
            if not network or budget.reserve(session, day, most.tokens, limit=share, network=network):
                return ""
            budget.settle(session, day, reserved=most.tokens, spent=0)
            return "over_share"

        try:
            refused = self.writes.run(count)
        except (DatabaseUnavailable, SQLAlchemyError) as error:
            raise ModelUnavailable("the day's budget cannot be read") from error
        if refused:
            raise ModelUnavailable(_SPENT[refused], outcome=refused)
        return most.tokens

    def settle(self, use: ModelUse, reserved: int, network: str = "") -> None:
        """Count what a call has cost.  Never raises: what is not counted stays reserved."""
        use.cost = ((self.prices or {}).get(use.model) or _FREE).cost(use.tokens_in, use.tokens_out)
        spent = use.tokens_in + use.tokens_out

        def keep(session: Session) -> None:
            if spent or reserved:
                budget.settle(session, use.day, reserved=reserved, spent=spent)
            if network and reserved:
                budget.settle(session, use.day, reserved=reserved, spent=spent, network=network)
            session.add(use)

        try:
            self.writes.run(keep)
        except (DatabaseUnavailable, SQLAlchemyError) as error:
            logger.warning("a call of a language model was not counted: %s", type(error).__name__)


class MeteredModel:
    """`model` at one step, within the service's limits."""

    def __init__(self, model: ChatModel, step: ModelStep, meter: Meter, *, max_tokens: int) -> None:
        self.name = model.name
        self._model = model
        self._step = step
        self._meter = meter
        self._max_tokens = max_tokens

    @property
    def is_resting(self) -> bool:
        return isinstance(self._model, Rests) and self._model.is_resting

    def complete(
        self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None, seconds: float | None = None
    ) -> Completion:
        if self._meter.is_off():
            raise ModelUnavailable("language models are switched off", outcome="switched_off")
        started, day, reserved = time.monotonic(), today_here(), 0
        network = self._meter.network_of(self._step)
        estimate = estimate_usage(messages, schema)
        most = Usage(round(estimate.tokens_in * _MARGIN), self._max_tokens)
        try:
            if self.is_resting:
                raise ModelUnavailable("the language model failed a moment ago", outcome="resting")
            with self._meter.places.take():
                reserved = self._meter.reserve(day, self._step, most, network)
                left = None if seconds is None else seconds - (time.monotonic() - started)
                if left is not None and left <= 0:
                    raise ModelUnavailable("no time is left to ask the language model", outcome="busy")
                completion = self._model.complete(messages, schema=schema, seconds=left)
        except ModelUnavailable as error:
            spent = most if error.spent is None else Usage(*error.spent)
            self._meter.settle(self._use(error.outcome, spent, day, started), reserved, network)
            raise
        self._meter.settle(self._use("answered", completion.usage, day, started), reserved, network)
        return completion

    def _use(self, outcome: str, usage: Usage, day: datetime.date, started: float) -> ModelUse:
        return ModelUse(
            at=utc_now(),
            day=day,
            step=self._step.value,
            model=self.name,
            outcome=outcome,
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            cost=0.0,
            duration_ms=round((time.monotonic() - started) * 1000, 3),
        )
