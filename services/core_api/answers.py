"""Answers as JSON, errors included; nothing is cached anywhere."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from services.core_api.allowed_methods import allowed_methods
from services.core_api.errors import CoreApiError, MalformedError

_FAULTS_SHOWN = 5
_REASON_CHARACTERS_MAX = 1000


class UncachedJson(JSONResponse):
    """What every route answers that returns a value: for its asker, and no cache on the way."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Say so; a route may say otherwise in its own headers."""
        super().init_headers({"Cache-Control": "no-store", **(headers or {})})


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


async def on_validation_error(request: Request, error: Exception) -> Response:
    """Answer for a body, path or query that is not what the route says: the first faults."""
    if not isinstance(error, RequestValidationError):
        raise error
    if request.method not in allowed_methods(request.scope["path"]):
        # A template took for an id what another route spells out, and that has other methods.
        return await on_http_error(request, HTTPException(HTTPStatus.METHOD_NOT_ALLOWED))
    found = (
        f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:_FAULTS_SHOWN]
    )
    return error_answer(MalformedError("; ".join(found)[:_REASON_CHARACTERS_MAX]))


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer with an error of the framework: no such path, no such method."""
    if not isinstance(error, HTTPException):
        raise error
    response = answer({"error": "http_error", "reason": error.detail}, error.status_code)
    response.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(allowed_methods(request.scope["path"]))
    return response


async def on_bug(_: Request, error: Exception) -> Response:
    """Answer when nothing else applies; the server logs the error itself."""
    del error
    return error_answer(CoreApiError("an error of core-api; it is in its log"))
