"""Ask core-api, for one visitor or for nobody; the only thing a console talks to.

An answer is its JSON. Everything else is an error: core-api said no, or it did not answer in time.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from services.console.errors import CoreApiRefusedError, CoreApiUnreachableError

LIMIT_SECONDS = 10.0
"""Above core-api's own limits: 4 s for PostgreSQL, and argon2id on a busy host."""
_PARALLEL_MAX = 64
_ANSWER_BYTES_MAX = 16 * 1024 * 1024

Query = Mapping[str, str | int | float | bool | None]


CONSOLE_HEADER = "X-Console"
KEY_HEADER = "X-Console-Key"
ADDRESS_HEADER = "X-Client-Address"
"""For whom a console asks, so that limits count people and not consoles."""


def open_client(base_url: str, console: str, key: str) -> httpx.AsyncClient:
    """Return the one client of a process; it follows no redirect and knows no proxy."""
    return httpx.AsyncClient(
        base_url=base_url,
        headers={CONSOLE_HEADER: console, KEY_HEADER: key},
        timeout=LIMIT_SECONDS,
        limits=httpx.Limits(max_connections=_PARALLEL_MAX),
        trust_env=False,
        follow_redirects=False,
    )


def fill(path: str, *parts: object) -> str:
    """Put parts into the `{}` of a path, each as exactly one segment.

    Raises `CoreApiRefusedError` (404) for a part that no segment can be.
    """
    texts = [str(part) for part in parts]
    if any(text in {"", ".", ".."} for text in texts):
        raise CoreApiRefusedError(404, "not_found", "no such object")
    return path.format(*(quote(text, safe="") for text in texts))


class CoreApi:
    """core-api, as one visitor may ask it."""

    def __init__(
        self, client: httpx.AsyncClient, access_token: str | None = None, address: str = ""
    ) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
        if address:
            self._headers[ADDRESS_HEADER] = address

    async def get(self, path: str, *parts: object, query: Query | None = None) -> Any:  # noqa: ANN401 - JSON
        """Read; members of `query` that are None or empty are left out."""
        return await self._ask("GET", fill(path, *parts), query=query)

    async def post(self, path: str, *parts: object, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Create or do."""
        return await self._ask("POST", fill(path, *parts), body=body)

    async def put(self, path: str, *parts: object, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Set."""
        return await self._ask("PUT", fill(path, *parts), body=body)

    async def patch(self, path: str, *parts: object, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Change the members that are there."""
        return await self._ask("PATCH", fill(path, *parts), body=body)

    async def delete(self, path: str, *parts: object, query: Query | None = None) -> Any:  # noqa: ANN401 - JSON
        """Remove."""
        return await self._ask("DELETE", fill(path, *parts), query=query)

    async def send_bytes(self, path: str, *parts: object, content: bytes, media_type: str) -> Any:  # noqa: ANN401 - JSON
        """Upload."""
        headers = {"Content-Type": media_type}
        answer = await self._exchange("POST", fill(path, *parts), content=content, headers=headers)
        return _read_json(answer)

    async def read_bytes(
        self, path: str, *parts: object, query: Query | None = None
    ) -> httpx.Response:
        """Download; the answer is whole and was a success."""
        return await self._exchange("GET", fill(path, *parts), params=_present(query))

    async def _ask(
        self, method: str, path: str, *, query: Query | None = None, body: object = None
    ) -> Any:  # noqa: ANN401 - JSON
        arguments: dict[str, Any] = {"params": _present(query)}
        if body is not None:
            arguments["json"] = body
        return _read_json(await self._exchange(method, path, **arguments))

    async def _exchange(self, method: str, path: str, **arguments: Any) -> httpx.Response:  # noqa: ANN401
        headers = {**self._headers, **arguments.pop("headers", {})}
        try:
            answer = await self._client.request(method, path, headers=headers, **arguments)
        except httpx.HTTPError as error:
            raise CoreApiUnreachableError(
                "core-api does not answer; nothing was changed as far as we know"
            ) from error
        if not answer.is_success:
            raise _refusal(answer)
        if len(answer.content) > _ANSWER_BYTES_MAX:
            raise CoreApiUnreachableError("core-api answered with more than a page can show")
        return answer


def _present(query: Query | None) -> dict[str, str | int | float | bool]:
    return {name: value for name, value in (query or {}).items() if value not in (None, "")}


def _read_json(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError as error:
        raise CoreApiUnreachableError("core-api answered with something else than JSON") from error


def _refusal(answer: httpx.Response) -> CoreApiRefusedError | CoreApiUnreachableError:
    try:
        told = answer.json()
        code, reason = str(told["error"]), str(told["reason"])
    except (ValueError, KeyError, TypeError):
        return CoreApiUnreachableError(f"core-api answered with status {answer.status_code}")
    wait = answer.headers.get("Retry-After", "")
    seconds = int(wait) if wait.isascii() and wait.isdigit() else None
    return CoreApiRefusedError(answer.status_code, code, reason, seconds)
