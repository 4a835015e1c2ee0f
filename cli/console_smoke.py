"""Open each console as a browser would: by its own name, through its published port.

1. It reaches core-api. 2. Its login page is there. 3. The page has the security headers. 4. By
another name it is not served. What is expected is said here once more: a console that lost a header
agrees with itself, and not with this.
"""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from cli.caller import SmokeError
from infra.addresses import CONSOLES
from infra.topology import Topology

_CALL_SECONDS = 5
_LOGIN = "/login"
_PARTS = {
    "content-security-policy": (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'"),
        *("frame-ancestors 'none'", "require-trusted-types-for 'script'"),
    ),
    "x-content-type-options": ("nosniff",),
    "x-frame-options": ("DENY",),
    "referrer-policy": ("same-origin",),
    "cross-origin-opener-policy": ("same-origin",),
    "cross-origin-resource-policy": ("same-origin",),
    "cache-control": ("no-store",),
}
"""Header -> what has to stand in it (OWASP ASVS 5.0, V3.4)."""
_UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "*")
_STRANGER = "stranger.example"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a console answered."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case."""
    text: str = ""


def check_consoles(topology: Topology) -> str:
    """Ask every console of the topology; returns what was shown.

    Raises `SmokeError` with everything that is wrong.
    """
    found = [f"{name}: {text}" for name in CONSOLES for text in _check_console(topology, name)]
    if found:
        raise SmokeError(
            "consoles do not answer as they should:\n  " + "\n  ".join(found),
            fix="look at the log: docker logs novaos-<env>-<console>",
        )
    return f"{len(CONSOLES)} consoles ready"


def _check_console(topology: Topology, name: str) -> list[str]:
    served = urlsplit(topology.urls[name]).netloc
    origin = urlsplit(topology.console_origins(name)[0])
    ready = ask(served, origin.netloc, "/ready")
    found = [] if ready.status == HTTPStatus.OK else [f"/ready: status {ready.status}"]  # (1)
    page = ask(served, origin.netloc, _LOGIN)
    found += check_login_page(page, is_https=origin.scheme == "https")  # (2) (3)
    stranger = ask(served, _STRANGER, _LOGIN)
    if stranger.status != HTTPStatus.MISDIRECTED_REQUEST:  # (4)
        found.append(f"{_LOGIN} for the host {_STRANGER}: status {stranger.status}, expected 421")
    return found


def ask(served: str, host: str, path: str) -> Answer:
    """Send one GET to `served`, naming `host`.

    Raises `SmokeError` if nobody answers. No proxy of the environment is used.
    """
    connection = http.client.HTTPConnection(served, timeout=_CALL_SECONDS)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, answer.read().decode(errors="replace"))
    except (OSError, http.client.HTTPException) as error:
        raise SmokeError(
            f"GET http://{served}{path}: {type(error).__name__}: {error}",
            fix="run: make status; make doctor",
        ) from error
    finally:
        connection.close()


def check_login_page(page: Answer, *, is_https: bool) -> list[str]:
    """Find what a login page lacks."""
    if page.status != HTTPStatus.OK:
        return [f"{_LOGIN}: status {page.status}"]
    found = [] if 'type="password"' in page.text else [f"{_LOGIN} asks for no password"]
    return found + check_security_headers(page.headers, is_https=is_https)


def check_security_headers(headers: Mapping[str, str], *, is_https: bool) -> list[str]:
    """Find missing or weak headers of a page."""
    found = [
        f"{name} is {headers.get(name, '')!r}, without {part}"
        for name, parts in _PARTS.items()
        for part in parts
        if part not in _words(headers.get(name, ""))
    ]
    policy = headers.get("content-security-policy", "").replace(";", " ").split()
    found += [f"content-security-policy allows {word}" for word in _UNSAFE if word in policy]
    if is_https and "max-age=" not in headers.get("strict-transport-security", ""):
        found.append("strict-transport-security is missing, although people come by HTTPS")
    return found


def _words(value: str) -> set[str]:
    return {part.strip() for part in value.split(";")}
