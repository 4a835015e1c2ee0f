"""The agent's own access token: exchanged for its key, renewed before it ends.

One for all threads of the process. A token that core-api refused is forgotten, and the next request
exchanges anew.
"""

import threading
import time
from collections.abc import Callable

import msgspec

from agents.contract.names import AGENT_TOKEN_HEADER, MACHINE_TOKEN_PATH, machine_name
from agents.runtime.errors import UnreachableError
from agents.runtime.http_client import HttpClient
from agents.runtime.settings import Secret

_USED_SHARE = 0.8
"""A token is renewed when this share of its life is over."""


class MachineToken:
    """The token that is valid now."""

    def __init__(
        self,
        client: HttpClient,
        name: str,
        shared: Secret,
        key: Secret,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._name = name
        self._shared = shared
        self._key = key
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._value = ""
        self._renew_at = 0.0

    def take(self) -> str:
        """Return a token, exchanged now if there is none.

        Raises `UnreachableError` or `RefusedError` if core-api gives none.
        """
        with self._lock:
            if not self._value or self._monotonic() >= self._renew_at:
                self._exchange()
            return self._value

    def forget(self, refused: str) -> None:
        """Drop the token if it is still the one that was refused."""
        with self._lock:
            if self._value == refused:
                self._value = ""

    def _exchange(self) -> None:
        started = self._monotonic()
        proof = {"machine": machine_name(self._name), "key": self._key.reveal()}
        answer = self._client.request(
            "POST",
            MACHINE_TOKEN_PATH,
            msgspec.json.encode(proof),
            {AGENT_TOKEN_HEADER: self._shared.reveal()},
        )
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(seconds, int | float):
            raise UnreachableError("core-api answered the exchange without a token")
        self._value, self._renew_at = value, started + seconds * _USED_SHARE
