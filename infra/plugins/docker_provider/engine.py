"""The connection to the Docker engine, and its errors in words that say what to do."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from infra.plugins.docker_provider.errors import DockerProviderError
from infra.plugins.docker_provider.values import Value

if TYPE_CHECKING:
    from docker import APIClient
    from requests import Response

DEFAULT_HOST = "unix:///var/run/docker.sock"
_REQUEST_SECONDS = 300
"""A pull of a large layer may be silent for minutes; waits for health poll instead."""


class Engine:
    """Opens one client per thread: requests' sessions are not made for sharing."""

    def __init__(self, host: str = "") -> None:
        self.host = host or os.environ.get("DOCKER_HOST") or DEFAULT_HOST
        self._local = threading.local()
        self._version = "auto"

    def client(self) -> "APIClient":
        """Client of this thread.

        Raises `DockerProviderError` if the engine does not answer.
        """
        if (existing := getattr(self._local, "client", None)) is not None:
            return existing  # type: ignore[no-any-return] # threading.local is untyped
        # Imported here because a preview without changes never talks to the engine.
        from docker import APIClient, errors  # noqa: PLC0415

        try:
            opened = APIClient(base_url=self.host, version=self._version, timeout=_REQUEST_SECONDS)
        except errors.DockerException as error:
            raise DockerProviderError(
                f"the Docker engine at {self.host} does not answer: {error}; "
                "start it, or set DOCKER_HOST or the provider's host",
            ) from error
        self._local.client = opened
        self._version = opened.api_version  # negotiated once, for the threads to come
        return opened


@contextmanager
def explained(subject: str) -> Iterator[None]:
    """Turn the engine's refusals into a `DockerProviderError` about `subject`."""
    from docker import errors  # noqa: PLC0415 - see Engine.client
    from requests.exceptions import RequestException  # noqa: PLC0415

    try:
        yield
    except errors.APIError as error:
        reason = error.explanation or str(error)
        raise DockerProviderError(f"{subject}: {reason}{_advice(str(reason))}") from error
    except RequestException as error:
        raise DockerProviderError(
            f"{subject}: the Docker engine stopped answering: {error}; see its log, then run again",
        ) from error


def get(engine: "APIClient", path: str) -> Value:
    """Answer of an API path; raises the SDK's `APIError`, which `explained` understands."""
    url = f"{engine.base_url}/v{engine.api_version}{path}"
    return _answer(engine.get(url, timeout=_REQUEST_SECONDS))


def post(engine: "APIClient", path: str, body: Mapping[str, Any]) -> Value:
    """Send `body` to an API path: the SDK's helpers know fewer settings than the engine."""
    url = f"{engine.base_url}/v{engine.api_version}{path}"
    return _answer(engine.post(url, json=body, timeout=_REQUEST_SECONDS))


def _answer(response: "Response") -> Value:
    from docker import errors  # noqa: PLC0415 - see Engine.client
    from requests.exceptions import HTTPError  # noqa: PLC0415

    try:
        response.raise_for_status()
    except HTTPError as error:
        raise errors.create_api_error_from_http_exception(error) from error
    return response.json() if response.content else None


def _advice(reason: str) -> str:
    """What to do about the refusals that people meet."""
    if "port is already allocated" in reason or "address already in use" in reason:
        return "; free the port, or choose another port offset for this environment"
    if "is already in use by container" in reason:
        return "; remove that container, or import it with: pulumi import"
    if "manifest unknown" in reason or "not found: manifest" in reason:
        return "; the registry does not have this digest: run make build"
    if "connection refused" in reason:
        return "; is the registry running? run make build"
    return ""


def is_missing(error: DockerProviderError) -> bool:
    """Whether the engine said that the thing is not there."""
    from docker import errors  # noqa: PLC0415 - see Engine.client

    return isinstance(error.__cause__, errors.NotFound)
