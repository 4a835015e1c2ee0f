"""The way to core-api: JSON over plain HTTP on the internal network, with the shared token.

One connection per request: an agent asks three times a minute. Responses are read up to a limit.
"""

import http.client
from typing import Any

import msgspec

from agents.contract.limits import REQUEST_BODY_BYTES_MAX
from agents.contract.messages import CommandRequest, Heartbeat
from agents.contract.names import (
    AGENT_NAME_HEADER,
    AGENT_TOKEN_HEADER,
    COMMAND_PATH,
    HEARTBEAT_PATH,
    ONLINE_PATH,
)
from agents.runtime.errors import RefusedError, UnreachableError
from agents.runtime.settings import AgentSettings

_TIMEOUT_SECONDS = 5.0
_RESPONSE_BYTES_MAX = 1 << 20
_STATUS_SERVER_ERROR = 500
_STATUS_REFUSED = 400


class CoreApi:
    """What an agent asks core-api."""

    def __init__(self, settings: AgentSettings) -> None:
        self._settings = settings

    def send_heartbeat(self, heartbeat: Heartbeat) -> None:
        """Register and say that this agent lives."""
        self._request("POST", HEARTBEAT_PATH, msgspec.json.encode(heartbeat))

    def online(self) -> dict[str, Any]:
        """Ask for the state of all agents."""
        return self._request("GET", ONLINE_PATH, None)

    def send_command(self, request: CommandRequest) -> dict[str, Any]:
        """Have a command published."""
        return self._request("POST", COMMAND_PATH, msgspec.json.encode(request))

    def _request(self, method: str, path: str, body: bytes | None) -> dict[str, Any]:
        """Send one request and return the JSON object of the response.

        Raises `UnreachableError` if there was no good answer, `RefusedError` for status 4xx.
        """
        if body is not None and len(body) > REQUEST_BODY_BYTES_MAX:
            raise RefusedError(f"request of {len(body)} bytes, at most {REQUEST_BODY_BYTES_MAX}")
        settings = self._settings
        headers = {
            AGENT_TOKEN_HEADER: settings.token.reveal(),
            AGENT_NAME_HEADER: settings.name,
            "Content-Type": "application/json",
        }
        connection = http.client.HTTPConnection(
            settings.core_api_host,
            settings.core_api_port,
            timeout=_TIMEOUT_SECONDS,
        )
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read(_RESPONSE_BYTES_MAX)
        except (OSError, http.client.HTTPException) as error:
            raise UnreachableError(f"core-api: {type(error).__name__}: {error}") from error
        finally:
            connection.close()
        return read_response(response.status, content)


def read_response(status: int, content: bytes) -> dict[str, Any]:
    """Judge a response by its status and return its JSON object."""
    if status >= _STATUS_SERVER_ERROR:
        raise UnreachableError(f"core-api answered {status}: {_reason(content)}")
    if status >= _STATUS_REFUSED:
        raise RefusedError(f"core-api refused with {status}: {_reason(content)}")
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UnreachableError(f"core-api answered {status} without a JSON object") from error


def _reason(content: bytes) -> str:
    return content[:500].decode("utf-8", "replace")
