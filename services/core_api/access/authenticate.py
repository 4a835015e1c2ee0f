"""Prove the sender of a request from the one token that it carries.

1. `X-Agent-Token` is the shared token: its holder is an operator. 2. `Authorization: Bearer` is an
access token of core-api. 3. Both at once, one twice, or another scheme is malformed and refused.
4. No token is nobody, which is no error here: some routes are public.
"""

from fastapi import Request

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import ANONYMOUS, Principal
from services.core_api.authentication import verify_agent_token
from services.core_api.errors import UnauthorisedError

_OPERATOR = Principal(Role.OPERATOR, Platform.INTERNAL, name="operator")


async def authenticate(request: Request) -> Principal:
    """Return the proved sender, `ANONYMOUS` if there is no token.

    Raises `UnauthorisedError` if a token is there and proves nothing.
    """
    shared = request.headers.getlist("x-agent-token")
    bearer = request.headers.getlist("authorization")
    if shared and bearer:  # (3)
        raise UnauthorisedError("send one token, not two")
    if shared:
        verify_agent_token(request)  # (1)
        return _OPERATOR
    if bearer:
        raise UnauthorisedError("access tokens are not issued yet")  # (2)
    return ANONYMOUS  # (4)
