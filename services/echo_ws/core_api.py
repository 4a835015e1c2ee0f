"""What the relay asks core-api: a page of history for a client, and the receipt of deliveries.

1. The machine's key is exchanged for a short-lived token, renewed when it is refused. 2. History is
asked with the signed reader of the client's ticket: core-api decides anew whether this user may
read the room. 3. Requests run in a few threads with a time limit, so a slow core-api holds up no
socket.
"""

import asyncio
import http.client
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from services.echo_ws.errors import CoreApiUnavailableError, RefusedError
from services.relay_contract.names import READER_HEADER

MACHINE = "echo-ws"
_TIMEOUT_SECONDS = 4.0
_THREADS = 4
_ANSWER_BYTES_MAX = 4 << 20
_CREATED, _OK = 201, 200
_UNAUTHORISED = 401
_NOT_HIS = (403, 404, 422)
_Kind = TypeVar("_Kind")


class Page(msgspec.Struct, frozen=True):
    """A page of kept messages."""

    items: msgspec.Raw
    next: str | None = None


class _Token(msgspec.Struct, frozen=True):
    access_token: str


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class CoreApi:
    """core-api, as this machine may use it."""

    def __init__(self, url: str, machine_key: str) -> None:
        address = urlsplit(url)
        self._host = address.hostname or ""
        self._port = address.port or 80
        self._machine_key = machine_key
        self._token = ""
        self._threads = ThreadPoolExecutor(_THREADS, "core-api")

    async def history(self, reader: str, room: str, after: str, limit: int) -> Page:
        """Return a page of a room's messages, newest first.

        Raises `RefusedError` if the user may not read it, `CoreApiUnavailableError`.
        """
        query = {"limit": str(limit)} | ({"after": after} if after else {})
        path = f"/api/v1/messages/rooms/{quote(room, safe=':')}/messages?{urlencode(query)}"
        answer = await self._ask("GET", path, None, {READER_HEADER: reader})
        if answer.status in _NOT_HIS:
            raise RefusedError("no_history", "this room or this page is not open to you")
        _require(answer, _OK)
        return _decode(answer, Page)

    async def acknowledge(self, relay: str, sockets: Mapping[str, int]) -> None:
        """Report how many sockets got each kept message.

        Raises `CoreApiUnavailableError`.
        """
        items = [{"message_id": message, "sockets": count} for message, count in sockets.items()]
        body = {"relay": relay, "items": items}
        _require(await self._ask("POST", "/api/v1/messages/deliveries", body), _OK)

    async def _ask(
        self, method: str, path: str, body: object, headers: Mapping[str, str] | None = None
    ) -> _Answer:
        more = dict(headers or {})
        if self._token:
            answer = await self._send(method, path, body, more)
            if answer.status != _UNAUTHORISED:
                return answer
        await self._exchange()
        return await self._send(method, path, body, more)

    async def _exchange(self) -> None:
        proof = {"machine": MACHINE, "key": self._machine_key}
        self._token = ""
        answer = await self._send("POST", "/api/v1/machine/token", proof, {})
        if answer.status not in {_OK, _CREATED}:
            raise CoreApiUnavailableError(f"core-api refuses this machine: {answer.status}")
        self._token = _decode(answer, _Token).access_token

    async def _send(self, method: str, path: str, body: object, headers: dict[str, str]) -> _Answer:
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(
                self._threads, self._request, method, path, body, headers
            )
        except (OSError, http.client.HTTPException) as error:
            raise CoreApiUnavailableError(f"core-api: {type(error).__name__}") from error

    def _request(self, method: str, path: str, body: object, headers: dict[str, str]) -> _Answer:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        try:
            content = None if body is None else json.dumps(body).encode()
            if content is not None:
                headers = headers | {"Content-Type": "application/json"}
            connection.request(method, path, content, headers)
            response = connection.getresponse()
            return _Answer(response.status, response.read(_ANSWER_BYTES_MAX))
        finally:
            connection.close()

    def close(self) -> None:
        """Wait for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _require(answer: _Answer, status: int) -> None:
    if answer.status != status:
        raise CoreApiUnavailableError(f"core-api answers {answer.status}")


def _decode(answer: _Answer, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except msgspec.MsgspecError as error:
        raise CoreApiUnavailableError("core-api answers something else") from error
