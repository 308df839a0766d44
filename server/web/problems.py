"""Every refusal as a problem document (RFC 9457) with a stable code."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.plugins.problem_details import (
    ProblemDetailsConfig,
    ProblemDetailsException,
    ProblemDetailsPlugin,
)

from server.store.errors import StoreDamaged, StoreError, StoreFull, StoreUnavailable
from server.web.requests import AnyRequest
from shared.errors import AutusError

LOG = logging.getLogger("autus.server")

STATUS_BY_CODE = {
    "BAD_REQUEST": 400,
    "BAD_CREDENTIALS": 401,
    "BAD_TICKET": 401,
    "NOT_SIGNED_IN": 401,
    "CROSS_SITE": 403,
    "DEVICE_REVOKED": 403,
    "REGISTRATION_CLOSED": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "BODY_TIMED_OUT": 408,
    "HEADS_MOVED": 409,
    "HEAD_MOVED": 409,
    "IDENTITY_TAKEN": 409,
    "KEYSET_MOVED": 409,
    "MAILBOX_USED": 409,
    "NAME_CONFUSABLE": 409,
    "NAME_TAKEN": 409,
    "ROSTER_MOVED": 409,
    "SNAPSHOT_MOVED": 409,
    "VAULT_DELETED": 410,
    "TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "MISDIRECTED": 421,
    "DISCLOSURE_REQUIRED": 428,
    "TOO_MANY_ATTEMPTS": 429,
    "TOO_MANY_STREAMS": 429,
    "WITNESS_BUSY": 429,
    "SERVER_ERROR": 500,
    "NOT_READY": 503,
    "SERVER_BUSY": 503,
    "SERVER_DAMAGED": 503,
    "QUOTA_EXCEEDED": 507,
    "SERVER_FULL": 507,
}
"""The status of each code. A code that is not listed here is a 422: understood, and refused."""

CODE_BY_STATUS = {
    400: "BAD_REQUEST",
    401: "NOT_SIGNED_IN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
}

MEDIA_TYPE = "application/problem+json"
# A database that was restarted answers again within seconds.
RETRY_AFTER_SECONDS = 2


class Problem(msgspec.Struct):
    """A refusal. `code` is stable, in UPPER_SNAKE. Some codes add members of their own.

    `retry_after_seconds` is one of those. It says when the same request may succeed.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str


class ProblemException(ProblemDetailsException):
    """`problem` has the code, the detail and the code's own members."""

    def __init__(self, status: int, problem: dict[str, object]) -> None:
        headers = {"cache-control": "no-store"}
        if status == HTTPStatus.REQUEST_TIMEOUT:
            # The rest of the body is not read.
            headers["connection"] = "close"
        retry = problem.get("retry_after_seconds")
        if isinstance(retry, int):
            headers["retry-after"] = str(retry)
        super().__init__(
            status_code=status,
            type_="about:blank",
            title=HTTPStatus(status).phrase,
            detail=str(problem["detail"]),
            headers=headers,
            extra=problem,
        )

    def to_response(self, request: AnyRequest) -> Response[dict[str, Any]]:
        """The response of Litestar, with its members in the order of `Problem`."""
        response = super().to_response(request)
        ordered = {name: response.content[name] for name in Problem.__struct_fields__}
        response.content = ordered | response.content
        return response


def _problem_of_refusal(error: AutusError) -> ProblemException:
    return ProblemException(STATUS_BY_CODE.get(error.code, 422), error.problem())


def _problem_of_store(error: StoreError) -> ProblemException:
    """What the store cannot do, without its words. The store has logged it."""
    if isinstance(error, StoreFull):
        refusal = AutusError("SERVER_FULL", "the server's disk takes no more writes; nothing was stored")
    elif isinstance(error, StoreDamaged):
        refusal = AutusError("SERVER_DAMAGED", "a part of what the server stores is damaged or missing")
    else:
        refusal = AutusError(
            "NOT_READY", "the database does not answer", retry_after_seconds=RETRY_AFTER_SECONDS
        )
    return _problem_of_refusal(refusal)


def _problem_of_framework(error: HTTPException) -> ProblemException:
    """A refusal of Litestar, without its words."""
    status = error.status_code
    code = CODE_BY_STATUS.get(status, "BAD_REQUEST" if status < 500 else "SERVER_ERROR")
    problem = ProblemException(status, {"code": code, "detail": HTTPStatus(status).phrase})
    if problem.headers is not None and (allowed := (error.headers or {}).get("Allow")):
        problem.headers["Allow"] = allowed
    return problem


def problem_details() -> ProblemDetailsPlugin:
    """Turns AutusError, the store's errors and the exceptions of Litestar into problem documents."""
    return ProblemDetailsPlugin(
        ProblemDetailsConfig(
            exception_to_problem_detail_map={
                AutusError: _problem_of_refusal,
                HTTPException: _problem_of_framework,
                StoreDamaged: _problem_of_store,
                StoreFull: _problem_of_store,
                StoreUnavailable: _problem_of_store,
            }
        )
    )


def on_error(request: AnyRequest, error: Exception) -> Response[dict[str, Any]]:
    """A fault of the server: logged with its traceback, answered without. The log has no request bodies."""
    # As it was sent, percent signs and all: a decoded path may have line breaks.
    LOG.error("%s %s failed", request.method, request.scope["raw_path"].decode("latin-1"), exc_info=error)
    problem = ProblemException(500, {"code": "SERVER_ERROR", "detail": "the server failed; it was logged"})
    return problem.to_response(request)
