"""The few requests of the OCI distribution specification 1.1 that attaching evidence needs.

One connection per client, kept open; every body is bounded and checked against its digest.
Plain HTTP is used for the loopback interface only. Not thread-safe: one client per thread.
"""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from novaos.errors import EvidenceError, EvidenceUnavailableError
from novaos.reference import Digest, ImageReference
from sbom.registry_auth import authorization

MANIFEST_TYPES = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_TIMEOUT_SECONDS = 20
_MAX_BODY_BYTES = 64 << 20
_OK, _UNAUTHORIZED, _NOT_FOUND = 200, 401, 404
_LOOPBACK = ("127.", "localhost:", "[::1]")


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class Registry:
    """A connection to the registry that holds one image's repository."""

    def __init__(self, image: ImageReference) -> None:
        self.host, _, self.path = image.repository.partition("/")
        kind = http.client.HTTPSConnection
        if self.host.startswith(_LOOPBACK):
            self._connection = http.client.HTTPConnection(self.host, timeout=_TIMEOUT_SECONDS)
        else:
            self._connection = kind(self.host, timeout=_TIMEOUT_SECONDS)
        self._authorization = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def request(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send one request below `/v2/<repository>/`, or to a location the registry named.

        Raises `EvidenceUnavailableError` if the registry does not answer it.
        """
        url = path if path.startswith("/") else f"/v2/{self.path}/{path}"
        response = self._send(method, url, body, headers or {})
        if response.status == _UNAUTHORIZED and not self._authorization:
            challenge = response.headers.get("www-authenticate", "")
            self._authorization = authorization(self.host, challenge)
            response = self._send(method, url, body, headers or {})
        if response.status in {_UNAUTHORIZED, 403, 429} or response.status >= 500:  # noqa: PLR2004 - HTTP
            raise self.trouble(method, url, response)
        return response

    def manifest(self, reference: Digest | str) -> bytes | None:
        """Bytes of a manifest by digest or tag, or None if the registry does not have it.

        Raises `EvidenceError` if the bytes are not those of the digest.
        """
        accept = {"Accept": ", ".join(MANIFEST_TYPES)}
        return self._content("manifests", reference, accept)

    def blob(self, digest: Digest) -> bytes | None:
        """Bytes of a blob, or None if the registry does not have it."""
        return self._content("blobs", digest, {})

    def trouble(self, method: str, url: str, response: Response) -> EvidenceUnavailableError:
        """Describe an answer that is neither success nor "not there"."""
        shown = response.body[:300].decode(errors="replace").strip()
        return EvidenceUnavailableError(
            f"registry {self.host}: {method} {url} was answered with {response.status} {shown}",
            fix="check the registry and the login for it: make doctor",
        )

    def _content(
        self,
        kind: str,
        reference: Digest | str,
        headers: Mapping[str, str],
    ) -> bytes | None:
        response = self.request("GET", f"{kind}/{reference}", headers=headers)
        if response.status == _NOT_FOUND:
            return None
        if response.status != _OK:
            raise self.trouble("GET", f"{kind}/{reference}", response)
        if isinstance(reference, Digest) and Digest.of_bytes(response.body) != reference:
            raise EvidenceError(
                f"registry {self.host}/{self.path}: the content of {reference} has the digest "
                f"{Digest.of_bytes(response.body)}",
                fix="the registry's storage is corrupt: push the image again (make build)",
            )
        return response.body

    def _send(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
    ) -> Response:
        every = {**headers, "Content-Length": str(len(body))}
        if self._authorization:
            every["Authorization"] = self._authorization
        try:
            self._connection.request(method, url, body or None, every)
            answer = self._connection.getresponse()
            content = answer.read(_MAX_BODY_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise EvidenceUnavailableError(
                f"registry {self.host} does not answer: {error}",
                fix="start it with: make build, or set NOVAOS_REGISTRY to a registry that runs",
            ) from error
        if len(content) > _MAX_BODY_BYTES:
            self._connection.close()
            raise EvidenceUnavailableError(f"registry {self.host}: {url} is larger than 64 MiB")
        return Response(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content)
