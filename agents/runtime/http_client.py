"""One HTTP request to core-api: JSON over plain HTTP on the internal network.

One connection per request: an agent asks three times a minute. Responses are read up to a limit.
"""

import http.client
from collections.abc import Mapping
from typing import Any

import msgspec

from agents.contract.limits import REQUEST_BODY_BYTES_MAX
from agents.runtime.errors import RefusedError, UnauthorisedError, UnreachableError

_TIMEOUT_SECONDS = 5.0
_RESPONSE_BYTES_MAX = 1 << 20
_STATUS_SERVER_ERROR = 500
_STATUS_REFUSED = 400
_STATUS_UNAUTHORISED = 401
_STATUS_WAIT = 429


class HttpClient:
    """Where core-api is."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    def request(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        """Send one request and return the JSON object of the response.

        Raises `UnreachableError` if there was no good answer, `RefusedError` for status 4xx,
        `UnauthorisedError` for 401.
        """
        if body is not None and len(body) > REQUEST_BODY_BYTES_MAX:
            raise RefusedError(f"request of {len(body)} bytes, at most {REQUEST_BODY_BYTES_MAX}")
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        sent = {**headers, "Content-Type": "application/json"}
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            content = response.read(_RESPONSE_BYTES_MAX)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UnreachableError(f"core-api: {type(error).__name__}: {error}") from error
        finally:
            connection.close()
        return read_response(response.status, content)


def read_response(status: int, content: bytes) -> dict[str, Any]:
    """Judge a response by its status and return its JSON object."""
    if status >= _STATUS_SERVER_ERROR or status == _STATUS_WAIT:
        raise UnreachableError(f"core-api answered {status}: {_reason(content)}")
    if status == _STATUS_UNAUTHORISED:
        raise UnauthorisedError(f"core-api refused with {status}: {_reason(content)}")
    if status >= _STATUS_REFUSED:
        raise RefusedError(f"core-api refused with {status}: {_reason(content)}")
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UnreachableError(f"core-api answered {status} without a JSON object") from error


def _reason(content: bytes) -> str:
    return content[:500].decode("utf-8", "replace")
