"""Credentials for a registry, from the Docker client's own configuration.

Answers a registry's challenge (RFC 7617 Basic, or the token protocol of the distribution
specification). Nothing is stored; a registry on the loopback interface never asks.
"""

import base64
import json
import re
import urllib.parse
import urllib.request
from typing import Any

from novaos.errors import EvidenceUnavailableError

_TIMEOUT_SECONDS = 20
_PARAMETER = re.compile(r'([a-z]+)="([^"]*)"')
_MAX_TOKEN_BYTES = 1 << 20


def authorization(host: str, challenge: str) -> str:
    """Value of the `Authorization` header that answers `challenge` of the registry `host`.

    Raises `EvidenceUnavailableError` if the challenge cannot be answered.
    """
    scheme, _, rest = challenge.partition(" ")
    basic = _basic(host)
    if scheme.lower() == "basic" and basic:
        return f"Basic {basic}"
    if scheme.lower() == "bearer":
        return f"Bearer {_token(dict(_PARAMETER.findall(rest)), basic, host)}"
    raise EvidenceUnavailableError(
        f"registry {host}: it wants {scheme or 'no known'} authentication, no login is known",
        fix=f"run: docker login {host}",
    )


def _basic(host: str) -> str:
    # Imported here: the Docker SDK takes 0.2 s to import and a local registry never asks.
    from docker.auth import load_config, resolve_authconfig  # noqa: PLC0415

    found: dict[str, Any] | None = resolve_authconfig(load_config(), registry=host)
    if not found or not found.get("username"):
        return ""
    pair = f"{found['username']}:{found.get('password', '')}"
    return base64.b64encode(pair.encode()).decode()


def _token(parameters: dict[str, str], basic: str, host: str) -> str:
    realm = parameters.pop("realm", "")
    if urllib.parse.urlsplit(realm).scheme != "https":
        raise EvidenceUnavailableError(f"registry {host}: its token service {realm!r} is not https")
    request = urllib.request.Request(f"{realm}?{urllib.parse.urlencode(parameters)}")  # noqa: S310 - https only, checked above
    if basic:
        request.add_header("Authorization", f"Basic {basic}")
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - https only
            fields = json.loads(answer.read(_MAX_TOKEN_BYTES))
        return str(fields.get("token") or fields["access_token"])
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise EvidenceUnavailableError(
            f"registry {host}: no token from {realm}: {error}",
            fix=f"run: docker login {host}",
        ) from error
