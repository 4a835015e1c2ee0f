"""Enforce the access table on every route, before anything of it runs.

1. The route is found by its template; one without a row answers nobody. 2. The sender is proved
from its token; a bad token is 401, also on public routes. 3. A one-time password opens only what
ends it. 4. GodMode opens everything that does not speak for a machine, and is broadcast. 5. All
others have what their row grants. `gate` calls this when the body is asked for: what is refused is
refused before it is read.
"""

from typing import Annotated

from fastapi import Depends, Request

from services.core_api.access.actors import Reach, Role
from services.core_api.access.authenticate import authenticate
from services.core_api.access.godmode import broadcast
from services.core_api.access.principal import Access, Principal
from services.core_api.access.row import Row
from services.core_api.access.table import ACCESS_TABLE
from services.core_api.errors import ForbiddenError, UnauthorisedError
from services.core_api.ports import get_ports

PASSWORD_CHANGE = ("POST", "/api/v1/auth/password")
OPEN_TO_ONE_TIME_PASSWORDS = frozenset(
    {PASSWORD_CHANGE, ("POST", "/api/v1/auth/logout"), ("GET", "/api/v1/auth/me")},
)


async def authorise(request: Request) -> None:
    """Let the request pass, or raise what it is answered with; the second time costs nothing."""
    if hasattr(request.state, "access"):
        return
    route = request.scope["route"]
    row = ACCESS_TABLE.get((request.method, route.path))  # (1)
    if row is None:
        raise ForbiddenError("this route is in no access table")
    prove = request.app.dependency_overrides.get(authenticate, authenticate)
    principal: Principal = await prove(request)  # (2)
    access = Access(principal, require_reach(row, principal))
    if principal.godmode_bypass and not row.public:
        await broadcast(get_ports(request), row)  # (4)
    request.state.access = access


def require_reach(row: Row, principal: Principal) -> Reach:
    """Return how far `principal` reaches on the route of `row`.

    Raises `UnauthorisedError` or `ForbiddenError` if it does not.
    """
    if row.public:
        return Reach.OWN
    if principal.role is Role.ANONYMOUS:
        raise UnauthorisedError("send an access token: Authorization: Bearer <token>")
    if principal.must_change_password and row.key not in OPEN_TO_ONE_TIME_PASSWORDS:  # (3)
        raise ForbiddenError("change the one-time password first: POST /api/v1/auth/password")
    if principal.godmode_bypass and not row.machine_only:  # (4)
        return Reach.ALL
    reach = row.reach_of(principal.platform, principal.role, principal.subject)  # (5)
    if reach is None:
        raise ForbiddenError(f"{principal.role} on {principal.platform} may not do this")
    return reach


def require_subject(access: Access, agent: str) -> None:
    """Let an agent speak for itself only.

    Raises `ForbiddenError` if the sender is not the agent `agent`.
    """
    principal = access.principal
    if principal.role is not Role.AGENT or principal.subject != agent:
        raise ForbiddenError(f"only the agent {agent} itself may say this, with its own token")


def get_access(request: Request) -> Access:
    """Return who asks and how far it reaches."""
    access: Access = request.state.access
    return access


AccessDependency = Annotated[Access, Depends(get_access)]
