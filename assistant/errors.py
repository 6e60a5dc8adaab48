"""Which facts can stop a piece of work?  Domain errors only; `ui/problems.py` gives them HTTP status codes.

CivicDeskError
├── InvalidInput                 what was given cannot be used; names the field
│   ├── ArticleRefused           an article cannot be saved like this; carries what is wrong with each field
│   ├── SettingsInvalid          a setting cannot be used; names the setting
│   └── UploadRefused            a file cannot be taken; says why
├── NotSignedIn                  nobody has said who they are
├── PermissionDenied             the actor may not do this
├── TooManyRequests              a limit is reached; carries the seconds to wait
├── SwitchedOff                  somebody has switched this part of the service off
├── NotFound                     nothing is known by that id
│   ├── AccountNotFound
│   ├── AnswerNotFound
│   ├── ArticleNotFound
│   ├── CaseNotFound
│   ├── ConversationNotFound
│   ├── GapNotFound
│   ├── GoldenQuestionNotFound
│   ├── HandoffNotFound
│   ├── ImportNotFound
│   ├── ReplayNotFound
│   ├── SourceNotFound
│   └── SuggestionNotFound
├── TransitionNotAllowed         the thing is not in a state that allows this
│   ├── EditConflict             somebody else has saved since the editor read it
│   └── PublishBlocked           a check has found something that nobody has explained
├── MailUnreadable               a mail could not be read within its limits; its bytes are kept
├── FetchFailed                  nothing usable came from another machine; says why
├── IdentityProviderUnavailable  nobody can be asked who somebody is at the moment
├── ScannerUnavailable           nobody can be asked at the moment whether a file is clean
├── ImportRefused                rows of an import cannot be used; carries the report
├── EmbeddingUnavailable         no vector can be made at the moment
├── ModelUnavailable             no language model answers as it should; rules still work
├── IndexUnavailable             the vector index cannot be read or written at the moment
└── DatabaseUnavailable          nothing can be stored at the moment
"""

from __future__ import annotations

from typing import Protocol


class CivicDeskError(Exception):
    """Root of every error this service raises on purpose."""


class InvalidInput(CivicDeskError):
    """What was given cannot be used; `field` names the place."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class ArticleRefused(InvalidInput):
    """An article cannot be saved like this; `problems` names each field and what is wrong with it."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in problems))
        self.problems = problems


class SettingsInvalid(InvalidInput):
    """A setting cannot be used; `field` is its environment name."""


class NotSignedIn(CivicDeskError):
    """Nobody has said who they are, or what they showed is no longer valid."""


class PermissionDenied(CivicDeskError):
    """The actor does not hold the permission that the action needs."""


class TooManyRequests(CivicDeskError):
    """A limit is reached; the same request may succeed after `retry_after_seconds`."""

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class SwitchedOff(CivicDeskError):
    """Somebody has switched this part of the service off."""


class NotFound(CivicDeskError):
    """Nothing is known by that id."""


class GoldenQuestionNotFound(NotFound):
    """No golden question has this id."""


class ReplayNotFound(NotFound):
    """No replay has this id, or it speaks of a department that the actor does not serve."""


class ConversationNotFound(NotFound):
    """No conversation has this id, or the token is not its own; the two are never told apart."""


class AnswerNotFound(NotFound):
    """The conversation holds no such answer."""


class ArticleNotFound(NotFound):
    """No article that the caller may see has this id."""


class CaseNotFound(NotFound):
    """No case that the caller may see has this number; a wrong contact is told in the same words."""


class AccountNotFound(NotFound):
    """No account or key has this name."""


class GapNotFound(NotFound):
    """No group of unanswered questions or of replies that the caller may see has this id."""


class HandoffNotFound(NotFound):
    """No handoff that the caller may see has this id."""


class ImportNotFound(NotFound):
    """No import that the caller may see has this id."""


class SourceNotFound(NotFound):
    """No source that the caller may see has this id."""


class SuggestionNotFound(NotFound):
    """No suggestion that was made for the caller has this id."""


class TransitionNotAllowed(CivicDeskError):
    """The thing is not in a state that allows this step."""


class EditConflict(TransitionNotAllowed):
    """Somebody else has saved a newer version than the one that was edited; nothing was overwritten."""

    def __init__(self, message: str, *, newest: int) -> None:
        super().__init__(message)
        self.newest = newest


class PublishBlocked(TransitionNotAllowed):
    """A check of the version has not been made, or has found something; `checks` names which."""

    def __init__(self, message: str, *, checks: tuple[str, ...]) -> None:
        super().__init__(message)
        self.checks = checks


class MailUnreadable(CivicDeskError):
    """A mail could not be read within its limits of time and memory; its bytes are kept for a person."""


class FetchFailed(CivicDeskError):
    """Nothing usable came from another machine: no answer, too large, too slow, or a way into the own network."""


class UploadRefused(InvalidInput):
    """A file cannot be taken: too large, a bomb, of a kind that is not allowed, or infected."""


class ScannerUnavailable(CivicDeskError):
    """The malware scanner cannot be asked at the moment; what it has not seen stays held."""


class Report(Protocol):
    """What an import found, line by line, for a person to read."""

    def lines(self) -> list[str]: ...


class ImportRefused(CivicDeskError):
    """Some rows cannot be used, and nothing was imported; `report` says which and why."""

    def __init__(self, message: str, *, report: Report) -> None:
        super().__init__(message)
        self.report = report


class IdentityProviderUnavailable(CivicDeskError):
    """Nobody can be asked at the moment who somebody is; a password still works."""


class EmbeddingUnavailable(CivicDeskError):
    """No vector can be made at the moment; keyword search still works."""


class ModelUnavailable(CivicDeskError):
    """No language model answers as it should at the moment; rules still work.

    `outcome` tells why in a word.  `spent` is what it cost all the same, in tokens in and out; None where nobody
    knows, so that the most has to be assumed.  `said` is what came back where that is not of the form asked for.
    """

    def __init__(
        self, message: str, *, outcome: str = "failed", spent: tuple[int, int] | None = (0, 0), said: str = ""
    ) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.spent = spent
        self.said = said


class IndexUnavailable(CivicDeskError):
    """The vector index cannot be read or written at the moment; exact search still works."""


class DatabaseUnavailable(CivicDeskError):
    """Nothing can be stored at the moment."""
