"""What an agent asks core-api, always with its own token.

A token that is refused (401) is exchanged anew, once per request. While the agent works on a
command, its requests name it: what core-api does because of a command of GodMode leaves no trace.
"""

from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from agents.contract.messages import CommandRequest, Heartbeat
from agents.contract.names import (
    COMMAND_ID_HEADER,
    COMMAND_PATH,
    HEARTBEAT_PATH,
    ONLINE_PATH,
    REGISTRATION_PATH,
)
from agents.contract.outcome import OutcomeReport, OutcomeRuling, outcome_path
from agents.contract.registration import Registration
from agents.runtime.capability import Query
from agents.runtime.errors import RefusedError, UnauthorisedError, UnreachableError
from agents.runtime.http_client import HttpClient
from agents.runtime.machine_token import MachineToken
from agents.runtime.settings import AgentSettings

_PATH_CHARACTERS = "/:@-._~!$&'()*+,;=%"


class CoreApi:
    """core-api, as this agent reaches it."""

    def __init__(self, client: HttpClient, token: MachineToken, command_id: str = "") -> None:
        self._client = client
        self._token = token
        self._command_id = command_id

    def on_behalf_of(self, command_id: str) -> "CoreApi":
        """Return the same with every request naming this command."""
        return CoreApi(self._client, self._token, command_id)

    def get(self, path: str, query: Query | None = None) -> dict[str, Any]:
        """Read; `path` is the full one, `/api/v1/...`."""
        found = quote(path, safe=_PATH_CHARACTERS)
        return self._request("GET", f"{found}?{urlencode(query)}" if query else found, None)

    def post(self, path: str, body: object) -> dict[str, Any]:
        """Send `body` as JSON."""
        return self._request("POST", quote(path, safe=_PATH_CHARACTERS), encode(body))

    def put(self, path: str, body: object) -> dict[str, Any]:
        """Replace what is at `path` by `body` as JSON."""
        return self._request("PUT", quote(path, safe=_PATH_CHARACTERS), encode(body))

    def delete(self, path: str) -> dict[str, Any]:
        """Remove what is at `path`; the answer says what it was."""
        return self._request("DELETE", quote(path, safe=_PATH_CHARACTERS), None)

    def online(self) -> dict[str, Any]:
        """Ask for the state of all agents."""
        return self._request("GET", ONLINE_PATH, None)

    def send_command(self, request: CommandRequest) -> dict[str, Any]:
        """Have a command published."""
        return self.post(COMMAND_PATH, request)

    def send_heartbeat(self, heartbeat: Heartbeat) -> None:
        """Say that this agent lives."""
        self.post(HEARTBEAT_PATH, heartbeat)

    def send_registration(self, registration: Registration) -> None:
        """Say what this agent is and can do."""
        self.put(REGISTRATION_PATH, registration)

    def send_outcome(self, command_id: str, report: OutcomeReport) -> OutcomeRuling:
        """Report about a command and return what core-api made of it."""
        answer = self.post(outcome_path(command_id), report)
        try:
            return msgspec.convert(answer, OutcomeRuling)
        except msgspec.ValidationError as error:
            raise UnreachableError(f"core-api's ruling cannot be read: {error}") from error

    def _request(self, method: str, path: str, body: bytes | None) -> dict[str, Any]:
        token = self._token.take()
        try:
            return self._client.request(method, path, body, self._headers(token))
        except UnauthorisedError:
            self._token.forget(token)
        return self._client.request(method, path, body, self._headers(self._token.take()))

    def _headers(self, token: str) -> dict[str, str]:
        cause = {COMMAND_ID_HEADER: self._command_id} if self._command_id else {}
        return {"Authorization": f"Bearer {token}", **cause}


def encode(body: object) -> bytes:
    """Write a body as JSON.

    Raises `RefusedError` if it is none.
    """
    try:
        return msgspec.json.encode(body)
    except (TypeError, ValueError, RecursionError) as error:
        raise RefusedError(f"the request is no JSON: {error}") from error


def connect_core_api(settings: AgentSettings) -> CoreApi:
    """Return the way to core-api; nothing is asked yet."""
    client = HttpClient(settings.core_api_host, settings.core_api_port)
    token = MachineToken(client, settings.name, settings.token, settings.machine_key)
    return CoreApi(client, token)
