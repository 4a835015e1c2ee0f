"""The addresses under which people reach consoles and relay through a TLS proxy of the site.

1. Consoles come by `https`, the relay by `wss`: a console's cookie is Secure, and a page that came
by TLS may not open a connection without. 2. An address is spelled as browsers send it in Origin,
or no change would be accepted. 3. No two have the same one.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from infra.addresses import CONSOLES

RELAY = "echo-ws"
_LISTENER = "novaos-console"
"""The console whose pages connect to the relay."""
_SCHEMES = {**dict.fromkeys(CONSOLES, "https"), RELAY: "wss"}
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
_OWN_PORTS = {None, 443}
"""The port of the scheme itself is left out by browsers (RFC 6454, 6.2)."""


def check_public_addresses(addresses: object) -> list[str]:
    """Find what browsers could not use, each with what is expected."""
    if not isinstance(addresses, Mapping):
        return [f"{addresses!r} is no mapping of workloads to addresses"]
    found = [text for name, address in addresses.items() for text in _check(str(name), address)]
    if len(set(map(str, addresses.values()))) < len(addresses):
        found.append("two have the same address, and each needs one of its own")
    if _LISTENER in addresses and RELAY not in addresses:
        found.append(f"{_LISTENER} has a public address and {RELAY}, which its pages use, has not")
    return found


def _check(name: str, address: object) -> list[str]:
    scheme = _SCHEMES.get(name)
    if scheme is None:
        return [f"{name!r} has no public address; known are {', '.join(sorted(_SCHEMES))}"]
    if not isinstance(address, str) or _spell(scheme, address) != address:
        return [f"{name} is {address!r}, expected {scheme}://<host>[:<port>] in lower case"]
    return []


def _spell(scheme: str, address: str) -> str | None:
    """Spell the origin of an address as browsers do; None if it has none."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if _HOST.fullmatch(host) is None:
        return None
    return f"{scheme}://{host}" if port in _OWN_PORTS else f"{scheme}://{host}:{port}"
