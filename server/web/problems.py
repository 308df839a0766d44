"""Every refusal as a problem document (RFC 9457) with a stable code."""

from __future__ import annotations

import logging
from http import HTTPStatus

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException

from server.web.requests import AnyRequest
from shared.errors import AutusError

LOG = logging.getLogger("autus.server")

STATUS_BY_CODE = {
    "BAD_REQUEST": 400,
    "BAD_CREDENTIALS": 401,
    "NOT_SIGNED_IN": 401,
    "CROSS_SITE": 403,
    "DEVICE_REVOKED": 403,
    "REGISTRATION_CLOSED": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "BODY_TIMED_OUT": 408,
    "HEAD_MOVED": 409,
    "IDENTITY_TAKEN": 409,
    "KEYSET_MOVED": 409,
    "NAME_TAKEN": 409,
    "ROSTER_MOVED": 409,
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
    "QUOTA_EXCEEDED": 507,
}
"""The status of each code; a code that is not named here is a 422: understood, and refused."""

CODE_BY_STATUS = {
    400: "BAD_REQUEST",
    401: "NOT_SIGNED_IN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
}


def problem_response(status: int, problem: dict[str, object]) -> Response[bytes]:
    """`problem` has code, detail and the refusal's own fields."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, **problem}
    headers = {"cache-control": "no-store"}
    if status == HTTPStatus.REQUEST_TIMEOUT:
        # Nobody waits for the rest of the body.
        headers["connection"] = "close"
    retry = problem.get("retry_after_seconds")
    if isinstance(retry, int):
        headers["retry-after"] = str(retry)
    return Response(
        content=msgspec.json.encode(body),
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )


def on_refusal(_: AnyRequest, error: AutusError) -> Response[bytes]:
    """A refusal with its code's status."""
    return problem_response(STATUS_BY_CODE.get(error.code, 422), error.problem())


def on_http_exception(_: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What the framework refuses, in the one shape: without its own words."""
    status = error.status_code
    code = CODE_BY_STATUS.get(status, "BAD_REQUEST" if status < 500 else "SERVER_ERROR")
    detail = HTTPStatus(status).phrase
    response = problem_response(status, {"code": code, "detail": detail})
    if allowed := (error.headers or {}).get("Allow"):
        response.headers["Allow"] = allowed
    return response


def on_error(request: AnyRequest, error: Exception) -> Response[bytes]:
    """A fault of ours: logged with its place, answered without it. The log never has the request's body."""
    LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem_response(500, {"code": "SERVER_ERROR", "detail": "the server failed; it was logged"})
