"""Is what a model says whole and of use, and what has it cost?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, Completion, Usage, read_value
from assistant.language_models.thoughts import without_thoughts
from assistant.language_models.tokens import estimate_usage

MAX_CHARACTERS = 100_000
"""Of an answer."""
MOST_HEARD = 500_000
"""With all that it thinks aloud before."""
MOST_TOKENS = 10_000_000
"""Of one call, which no model can read; whoever tells of more has miscounted."""
_WHOLE = frozenset({"stop", "end_turn", "stop_sequence", "complete", "eos_token"})
"""The reasons to end, in lower case, that different makers give for an answer that is whole."""
_TOO_LONG = frozenset({"length", "max_tokens"})
"""And for one that has come to the longest length."""


@dataclass
class Heard:
    """What has come of one call so far."""

    pieces: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    """What it thinks aloud apart from these: paid for, and nothing else."""
    length: int = 0
    reason: str = ""
    is_refused: bool = False
    told: Usage | None = None
    """Tokens as the endpoint counts them."""
    is_begun: bool = False
    is_over: bool = False
    """True once it is known what the call has cost: nothing was begun, or the endpoint has ended it."""

    def add(self, piece: object) -> None:
        """Raises ValueError for what is no text, and for too much of it."""
        if not isinstance(piece, str):
            raise ValueError("words that are no text")
        self._grow(piece)
        self.pieces.append(piece)

    def think(self, piece: object) -> None:
        """Thoughts come in no form that everybody keeps; what is no text is passed over.  Raises ValueError."""
        if isinstance(piece, str):
            self._grow(piece)
            self.thoughts.append(piece)

    def _grow(self, piece: str) -> None:
        self.length += len(piece)
        if self.length > MOST_HEARD:
            raise ValueError("an answer without end")

    def count(self, tokens_in: object, tokens_out: object) -> None:
        """Take what the endpoint says that it took; numbers that cannot be are as good as none."""
        if not (isinstance(tokens_in, int) and isinstance(tokens_out, int)):
            return
        if min(tokens_in, tokens_out) >= 0 and max(tokens_in, tokens_out) <= MOST_TOKENS:
            self.told = Usage(tokens_in, tokens_out)

    def begin(self) -> None:
        """A request is on its way."""
        self.is_begun, self.is_over = True, False

    def end(self) -> None:
        """The stream is over.  A cut one raises nothing by itself, but gives no reason to end.  Raises ValueError."""
        self.is_over = True
        if not (self.reason or self.is_refused):
            raise ValueError("the answer ended without a reason")
        if len(self.text) > MAX_CHARACTERS:
            raise ValueError("an answer without end")

    @property
    def text(self) -> str:
        """What was said, without what a model that thinks aloud has said before.

        A sign may come in two halves; half a one, which can be neither kept nor sent, is left out.
        """
        said = without_thoughts("".join(self.pieces))
        return said.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")

    @property
    def all_that_was_said(self) -> str:
        return "".join((*self.thoughts, *self.pieces))


def complete_by(
    listen: Callable[[Heard], None], messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None, name: str
) -> Completion:
    """The whole answer that `listen` hears.  Raises ModelUnavailable, with what the call has cost.

    An answer of no use counts as no failure of the endpoint: it is up, and one question must not shut it for all.
    """
    heard = Heard()
    try:
        listen(heard)
        _check(heard)
        value = read_value(heard.text, schema) if schema else None
    except ModelUnavailable as error:
        if not heard.is_begun:
            error.outcome = "resting"
        elif heard.is_over:
            usage = _usage(heard, messages, schema)
            error.spent = usage.tokens_in, usage.tokens_out
        else:
            error.spent = None
        raise
    return Completion(heard.text, name, value, _usage(heard, messages, schema))


def _check(heard: Heard) -> None:
    if heard.is_refused:
        raise ModelUnavailable("the language model refused to answer")
    if heard.reason.lower() not in _WHOLE:
        # Not every client hands on what was thought, so that there may be nothing else to tell it by.
        still_thinks = heard.reason.lower() in _TOO_LONG and not heard.text.strip()
        when = ", while it still thought aloud" if still_thinks else ""
        raise ModelUnavailable(f"the language model's answer ended by {heard.reason[:40]!r}{when}")
    if not heard.text.strip():
        raise ModelUnavailable("the language model's answer is not of the form that was asked for: it is empty")


def _usage(heard: Heard, messages: Sequence[ChatMessage], schema: type[BaseModel] | None) -> Usage:
    told = heard.told or Usage()
    if not (told.tokens or heard.thoughts or heard.pieces or heard.reason):
        return Usage()
    # What it has thought aloud is no part of its answer, and is paid for all the same.
    estimated = estimate_usage(messages, schema, heard.all_that_was_said)
    # Some tell one of the two alone.
    return Usage(told.tokens_in or estimated.tokens_in, told.tokens_out or estimated.tokens_out)
