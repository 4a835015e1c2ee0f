"""Call the running core-api over HTTP, with the agents' shared token or without it.

What is called is an address of the topology. The token goes into a header, never into an address.
"""

import json
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Any

from novaos.errors import NovaosError, PreconditionError
from novaos.workspace import secrets_folder

_CALL_SECONDS = 5
_TOKEN_FILE = "agent_shared_token"  # noqa: S105 - the file's name


class SmokeError(NovaosError):
    """The platform runs and does not do what it is for."""


class Caller:
    """Calls one server with one token."""

    def __init__(self, base: str, token: str = "") -> None:
        self.base = base
        self._token = token

    def call(
        self, path: str, body: object = None, *, token: bool = True, method: str | None = None
    ) -> tuple[int, Any]:
        """Status and parsed answer; with a body it is a POST unless `method` says otherwise.

        Raises `SmokeError` if nobody answers.
        """
        headers = {"X-Agent-Token": self._token} if token and self._token else {}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(  # noqa: S310 - http address from the topology
            self.base + path, data=data, headers=headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=_CALL_SECONDS) as answer:  # noqa: S310 - as above
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, _parsed(error.read())
        except (OSError, ValueError) as error:
            raise SmokeError(
                f"{request.get_method()} {self.base}{path}: {error}",
                fix="run: make status; make doctor",
            ) from error

    def expect(self, path: str, status: HTTPStatus, *, token: bool) -> Any:  # noqa: ANN401 - JSON
        """Call `path`, refuse any other status, return the answer."""
        got, answer = self.call(path, token=token)
        if got != status:
            raise SmokeError(
                f"GET {self.base}{path} {'with' if token else 'without'} the token: "
                f"got {got}, expected {status.value}",
                fix="look at the log: docker logs novaos-<env>-<workload>",
            )
        return answer


def load_token(environment: str) -> str:
    """The agents' shared token of an environment."""
    path = secrets_folder(environment) / _TOKEN_FILE
    try:
        return path.read_text().strip()
    except OSError as error:
        raise PreconditionError(
            f"{path} cannot be read: {error}", fix=f"run: novaos secrets init {environment}"
        ) from error


def _parsed(text: bytes) -> object:
    try:
        return json.loads(text or b"null")
    except ValueError:
        return None
