"""Prove the sender of a request from the one token that it carries.

1. `X-Agent-Token` is the shared token: its holder is an operator. 2. `Authorization: Bearer` is an
access token of core-api, and its session has not ended; if that cannot be asked, nobody passes.
3. Both at once, one twice, or another scheme is malformed and refused. 4. No token is nobody, which
is no error here: some routes are public.
"""

from fastapi import Request

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import ANONYMOUS, Principal
from services.core_api.authentication import verify_agent_token
from services.core_api.errors import UnauthorisedError
from services.core_api.interface import Ports
from services.core_api.ports import get_ports

_OPERATOR = Principal(Role.OPERATOR, Platform.INTERNAL, name="operator")


async def authenticate(request: Request) -> Principal:
    """Return the proved sender, `ANONYMOUS` if there is no token.

    Raises `UnauthorisedError` if a token is there and proves nothing.
    """
    shared = request.headers.getlist("x-agent-token")
    bearer = request.headers.getlist("authorization")
    if len(shared) + len(bearer) > 1:  # (3)
        raise UnauthorisedError("send one token, not two")
    if shared:
        verify_agent_token(request)  # (1)
        return _OPERATOR
    if bearer:
        return await _verify_bearer(get_ports(request), bearer[0])  # (2)
    return ANONYMOUS  # (4)


async def _verify_bearer(ports: Ports, header: str) -> Principal:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":  # (3)
        raise UnauthorisedError("expected Authorization: Bearer <token>")
    principal = ports.tokens.verify(token, ports.now())
    if principal.session:
        zone = ports.zones.of(principal.platform)
        if await zone.exists(ended_session_key(principal.session)):
            raise UnauthorisedError("this session has ended; log in again")
    return principal


def ended_session_key(session: str) -> str:
    """Name the key that says that a session has ended."""
    return f"session:{session}:ended"
