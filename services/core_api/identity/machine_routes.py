"""Routes of machines and keys: tokens of agents, public keys, signed exports, refused logins.

A machine proves itself with its own key; an agent with the shared token as well, so that neither of
the two alone speaks for it.
"""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.core_api.access.claims import LIFETIME_SECONDS
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.machines import AGENT_OF_MACHINE
from services.core_api.authentication import verify_agent_token
from services.core_api.bodies import Limit, Moment
from services.core_api.errors import MalformedError, UnauthorisedError
from services.core_api.identity.bodies import (
    ExportBody,
    ExportView,
    FailuresView,
    FailureView,
    KeysView,
    MachineTokenBody,
    MachineTokenView,
)
from services.core_api.identity.login_failures import read_failures
from services.core_api.ports import PortsDependency

router = APIRouter()
_PAGE = 100
_Id = Annotated[int, Query(ge=0, le=(1 << 63) - 1)]


@router.post("/api/v1/machine/token")
async def machine_token(
    body: MachineTokenBody, request: Request, ports: PortsDependency
) -> MachineTokenView:
    """Exchange a machine's key for a token of its own."""
    agent = AGENT_OF_MACHINE.get(body.machine)
    if agent is not None:
        verify_agent_token(request)
    if not ports.machines.proves(body.machine, body.key):
        raise UnauthorisedError("this is not the key of this machine")
    now = ports.now()
    token = (
        ports.tokens.issue_to_relay(body.machine, now)
        if agent is None
        else ports.tokens.issue_to_agent(agent, now)
    )
    return MachineTokenView(access_token=token, expires_in=LIFETIME_SECONDS)


@router.get("/.well-known/jwks.json")
async def keys(ports: PortsDependency) -> KeysView:
    """Show the public keys that verify tokens and exports."""
    return KeysView.model_validate(ports.keys.jwks())


@router.post("/api/v1/exports/sign")
async def sign_export(body: ExportBody, ports: PortsDependency) -> ExportView:
    """Sign a document, members in order, so that it can be verified without core-api."""
    try:
        text = json.dumps(body.document, sort_keys=True, allow_nan=False, ensure_ascii=False)
        document = text.encode()
    except (ValueError, RecursionError) as error:
        raise MalformedError("document: a text or a number in it is no portable JSON") from error
    return ExportView(jws=ports.tokens.sign_export(document))


@router.get("/api/v1/security/login-failures")
async def login_failures(
    access: AccessDependency,
    ports: PortsDependency,
    since: Annotated[Moment, Query()],
    limit: Annotated[Limit, Query()] = _PAGE,
    after: _Id = 0,
) -> FailuresView:
    """List refused logins, oldest first."""
    found = await read_failures(ports, access, since, after, limit)
    items = [FailureView.model_validate(one) for one in found]
    return FailuresView(items=items, next=str(items[-1].id) if len(items) == limit else None)
