"""The address of a visitor: of the connection, or what the site's own TLS proxy says.

The proxy appends the address that it saw to `X-Forwarded-For`; what stands before that is the
visitor's own claim. Without a proxy the header is nobody's and is not looked at.
"""

import ipaddress

from starlette.requests import Request


def visitor_address(request: Request, *, is_behind_proxy: bool) -> str:
    """Return the address, or nothing if it is not known."""
    peer = request.client.host if request.client else ""
    if not is_behind_proxy:
        return _read(peer)
    claimed = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    return _read(claimed) or _read(peer)


def _read(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
