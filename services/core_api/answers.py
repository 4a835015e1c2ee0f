"""Answers as JSON, errors included; nothing is cached anywhere."""

from typing import Any

import msgspec
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.core_api.errors import CoreApiError, MalformedError

_FAULTS_SHOWN = 5
_REASON_CHARACTERS_MAX = 1000


def answer(value: Any, status: int = 200) -> Response:  # noqa: ANN401 - any JSON value
    """Render `value`."""
    return Response(
        msgspec.json.encode(value),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def error_answer(error: CoreApiError) -> Response:
    """Render an error: `error` is for programs, `reason` for people."""
    response = answer({"error": error.code, "reason": error.reason}, error.status)
    if error.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


async def on_core_api_error(_: Request, error: Exception) -> Response:
    """Answer with an error of ours."""
    if not isinstance(error, CoreApiError):
        raise error
    return error_answer(error)


async def on_validation_error(_: Request, error: Exception) -> Response:
    """Answer for a body, path or query that is not what the route says: the first faults."""
    if not isinstance(error, RequestValidationError):
        raise error
    found = (
        f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:_FAULTS_SHOWN]
    )
    return error_answer(MalformedError("; ".join(found)[:_REASON_CHARACTERS_MAX]))


async def on_http_error(_: Request, error: Exception) -> Response:
    """Answer with an error of the framework: no such path, no such method."""
    if not isinstance(error, HTTPException):
        raise error
    response = answer({"error": "http_error", "reason": error.detail}, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def on_bug(_: Request, error: Exception) -> Response:
    """Answer when nothing else applies; the server logs the error itself."""
    del error
    return error_answer(CoreApiError("an error of core-api; it is in its log"))
