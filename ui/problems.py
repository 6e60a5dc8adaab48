"""Which HTTP status does an error have?  Only this page knows; every error leaves as problem details (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import (
    ArticleRefused,
    CivicDeskError,
    DatabaseUnavailable,
    EditConflict,
    IdentityProviderUnavailable,
    ImportRefused,
    InvalidInput,
    ModelUnavailable,
    NotFound,
    NotSignedIn,
    PermissionDenied,
    PublishBlocked,
    SwitchedOff,
    TooManyRequests,
    TransitionNotAllowed,
)

logger = logging.getLogger(__name__)

SWITCHED_OFF = "urn:civicdesk:switched-off"
EDIT_CONFLICT = "urn:civicdesk:edit-conflict"
PUBLISH_BLOCKED = "urn:civicdesk:publish-blocked"
"""The types of the problems that a page tells apart from others of their status."""
_STATUS: tuple[tuple[type[CivicDeskError], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (PermissionDenied, HTTPStatus.FORBIDDEN),
    (TooManyRequests, HTTPStatus.TOO_MANY_REQUESTS),
    (SwitchedOff, HTTPStatus.SERVICE_UNAVAILABLE),
    (TransitionNotAllowed, HTTPStatus.CONFLICT),
    (InvalidInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ImportRefused, HTTPStatus.UNPROCESSABLE_ENTITY),
    (IdentityProviderUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (ModelUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatabaseUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)


class FieldProblem(BaseModel):
    field: str = Field(examples=["text"])
    message: str = Field(examples=["Field required"])


class Problem(BaseModel):
    """Problem details, RFC 9457."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field("", examples=["no such conversation, or not your token"])
    errors: list[FieldProblem] | None = None
    newest: int | None = Field(None, description="Of an edit conflict: the number of the version that came first.")
    checks: list[str] | None = Field(None, description="Why nothing was published: checks to make or to explain.")


_SCHEMAS = "#/components/schemas/{model}"
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        # By its name: as a `model` each of a thousand responses would be understood anew at every start.
        "content": {"application/problem+json": {"schema": {"$ref": _SCHEMAS.format(model="Problem")}}},
    }
    for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
}


def describe_problems(app: FastAPI) -> None:
    """Add problem details to the app's description, in which the responses name them."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        description = describe()
        problem = Problem.model_json_schema(ref_template=_SCHEMAS)
        known = description.setdefault("components", {}).setdefault("schemas", {})
        known.update(problem.pop("$defs"), Problem=problem)
        return description

    app.openapi = described  # type: ignore[method-assign]  # The place that the framework names for this.


class BodyLimit:
    """Refuses a request whose body is longer than `max_bytes`, whether or not it says so beforehand."""

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        larger: Mapping[str, int] | None = None,
        longer: Mapping[str, int] | None = None,
    ) -> None:
        """`larger` are the paths that take files, with how much a form of several parts may hold there.

        `longer` are beginnings of paths that take whole articles, with how long a body may be below each.
        """
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger or {}
        self._longer = longer or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        declared, path = headers.get("content-length", ""), scope["path"]
        limit = next((most for start, most in self._longer.items() if path.startswith(start)), self._max_bytes)
        if headers.get("content-type", "").startswith("multipart/"):
            limit = self._larger.get(path, limit)
        if declared.isdecimal() and (len(declared) > 15 or int(declared) > limit):
            await _response(_problem(413, _too_long(limit)))(scope, receive, send)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, _too_long(limit))
            return message

        await self._app(scope, receive_within_limit, send)


def _too_long(limit: int) -> str:
    return f"a request may hold {limit} bytes"


def problem_of(error: Exception) -> Problem:
    """What may be told about `error`; one that nobody foresaw is logged and tells nothing."""
    if not isinstance(error, CivicDeskError):
        logger.error("unforeseen error", exc_info=error)
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the service made a mistake; it has been noted")
    problem = _problem(status_of(error), str(error), _errors_of(error))
    return problem.model_copy(update=_members_of(error))


def _errors_of(error: CivicDeskError) -> list[FieldProblem] | None:
    if isinstance(error, ArticleRefused):
        return [FieldProblem(field=field, message=message) for field, message in error.problems]
    field = getattr(error, "field", None)
    return [FieldProblem(field=field, message=str(error))] if field else None


def _members_of(error: CivicDeskError) -> dict[str, Any]:
    """What the problem has beside what every problem has."""
    if isinstance(error, EditConflict):
        return {"type": EDIT_CONFLICT, "newest": error.newest}
    if isinstance(error, PublishBlocked):
        return {"type": PUBLISH_BLOCKED, "checks": list(error.checks)}
    return {"type": SWITCHED_OFF} if isinstance(error, SwitchedOff) else {}


def status_of(error: CivicDeskError) -> HTTPStatus:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def install_problem_handlers(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    def _validation(_request: Request, error: RequestValidationError) -> JSONResponse:
        # Only places and messages: the refused value may be personal data and is never echoed.
        errors = [FieldProblem(field=_place(e), message=str(e["msg"])) for e in error.errors()]
        return _response(_problem(422, "the request cannot be used", errors))

    @app.exception_handler(HTTPException)
    def _http(_request: Request, error: HTTPException) -> JSONResponse:
        return _response(_problem(error.status_code, str(error.detail)), headers=error.headers)

    @app.exception_handler(CivicDeskError)
    @app.exception_handler(Exception)
    def _any(_request: Request, error: Exception) -> JSONResponse:
        return respond(error)


def respond(error: Exception) -> JSONResponse:
    """The problem details that tell of `error`; also for a middleware that lets a request go no further."""
    problem = problem_of(error)
    if isinstance(error, TooManyRequests):
        return _response(problem, headers={"Retry-After": str(error.retry_after_seconds)})
    is_passing = problem.status == HTTPStatus.SERVICE_UNAVAILABLE
    return _response(problem, headers={"Retry-After": "5"} if is_passing else None)


def _problem(status: int, detail: str, errors: list[FieldProblem] | None = None) -> Problem:
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors)


def _response(problem: Problem, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        problem.model_dump(exclude_none=True), problem.status, headers=headers, media_type="application/problem+json"
    )


def _place(error: Mapping[str, Any]) -> str:
    if error["type"] == "json_invalid":  # Its place is a number of characters, not a field.
        return "body"
    return ".".join(str(part) for part in error["loc"] if part not in ("body", "query", "path", "header")) or "body"
