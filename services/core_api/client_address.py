"""From which address a request comes, also when a console passes it on.

1. Without a console's headers it is the address of the connection. 2. A console proves itself with
its key. 3. What it names must be an address. A proof that fails is an error, not another address:
limits that count the wrong one would shut everybody out, or nobody.
"""

import ipaddress

from fastapi import Request

from services.core_api.access.machines import CONSOLE_MACHINES
from services.core_api.errors import ForbiddenError, MalformedError
from services.core_api.ports import get_ports

CONSOLE_HEADER = "X-Console"
KEY_HEADER = "X-Console-Key"
ADDRESS_HEADER = "X-Client-Address"


def address_of(request: Request) -> str:
    """Return the address of whoever asks.

    Raises `ForbiddenError` for a console that does not prove itself, `MalformedError` for what is
    no address.
    """
    named = _single(request, ADDRESS_HEADER)
    if named is None:  # (1)
        return request.client.host if request.client else "unknown"
    console, key = _single(request, CONSOLE_HEADER), _single(request, KEY_HEADER)
    is_console = console in CONSOLE_MACHINES
    proof = get_ports(request).machines.proves(console or "", key or "")
    if not is_console or not proof:  # (2)
        raise ForbiddenError("only a console may say for whom it asks; this is not its key")
    try:
        return str(ipaddress.ip_address(named))  # (3)
    except ValueError as error:
        raise MalformedError(f"{ADDRESS_HEADER}: expected an IP address") from error


def _single(request: Request, name: str) -> str | None:
    values = request.headers.getlist(name)
    if len(values) > 1:
        raise MalformedError(f"{name}: expected once")
    return values[0] if values else None
