"""An agent lives (heartbeat), and what it is and can do (registration); each for itself only."""

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from agents.contract.limits import HEARTBEAT_INTERVAL_SECONDS, STATE_TTL_SECONDS
from agents.contract.messages import AgentState, Heartbeat
from agents.contract.registration import Registration
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.agent_names import require_agent
from services.core_api.answers import answer
from services.core_api.body import read_message
from services.core_api.commands.bodies import (
    DescribedAgents,
    HeartbeatAnswer,
    RegistrationAnswer,
)
from services.core_api.commands.contract_schema import request_body
from services.core_api.errors import DatabaseUnreachableError, ForbiddenError, MalformedError
from services.core_api.json_value import find_unstorable
from services.core_api.ports import PortsDependency

router = APIRouter()


@router.post(
    "/api/v1/agent/heartbeat",
    response_model=HeartbeatAnswer,
    openapi_extra=request_body(Heartbeat),
)
async def heartbeat(request: Request, ports: PortsDependency, access: AccessDependency) -> Response:
    """Keep the state; the registry may lag behind while PostgreSQL is away."""
    message = await read_message(request, Heartbeat)
    require_itself(access, require_agent(message.agent))
    now = ports.now()
    kept = msgspec.structs.replace(message, queue=None)
    await ports.state_store.record_heartbeat(AgentState(kept, now.timestamp()))
    ports.live.beats.add(message.agent, now)
    ports.live.queues.note(message.agent, message.queue, now)
    registered = True
    try:
        await ports.registry.record_heartbeat(message, now)
    except DatabaseUnreachableError:
        # The next heartbeat repeats it; an agent must not look dead because of this.
        registered = False
    return answer(
        {
            "agent": message.agent,
            "registered": registered,
            "interval_seconds": HEARTBEAT_INTERVAL_SECONDS,
            "ttl_seconds": STATE_TTL_SECONDS,
        },
    )


@router.put(
    "/api/v1/agent/registration",
    response_model=RegistrationAnswer,
    openapi_extra=request_body(Registration),
)
async def register(request: Request, ports: PortsDependency, access: AccessDependency) -> Response:
    """Keep what an agent says about itself once per start."""
    message = await read_message(request, Registration)
    require_itself(access, require_agent(message.agent))
    for capability in message.capabilities:
        if found := find_unstorable(capability.description) or find_unstorable(
            capability.input_schema
        ):
            raise MalformedError(f"capability {capability.name}: {found[0]}")
    await ports.registry.register(message, ports.now())
    return answer({"agent": message.agent})


@router.get("/api/v1/agent/capabilities", response_model=DescribedAgents)
async def list_capabilities(ports: PortsDependency) -> Response:
    """List what each agent can do, with the schema of each input."""
    registered = await ports.registry.read_agents()
    items = [
        {"agent": name, "version": agent.version, "capabilities": list(agent.described)}
        for name, agent in sorted(registered.items())
    ]
    return answer({"items": items, "next": None})


def require_itself(access: Access, agent: str) -> None:
    """Let an agent speak for itself.

    Raises `ForbiddenError` if it speaks as another.
    """
    if access.principal.subject != agent:
        raise ForbiddenError(f"{access.principal.subject} may not speak as {agent}")
