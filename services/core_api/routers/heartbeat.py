"""POST /api/v1/agent/heartbeat: an agent lives."""

import logging

from fastapi import APIRouter, Request
from fastapi.responses import Response

from agents.contract.limits import HEARTBEAT_INTERVAL_SECONDS, STATE_TTL_SECONDS
from agents.contract.messages import AgentState, Heartbeat
from services.core_api.agent_names import require_agent
from services.core_api.answers import answer
from services.core_api.body import read_message
from services.core_api.errors import DatabaseUnreachableError
from services.core_api.ports import PortsDependency

router = APIRouter()
_logger = logging.getLogger(__name__)


@router.post("/api/v1/agent/heartbeat")
async def heartbeat(request: Request, ports: PortsDependency) -> Response:
    """Keep the state; the registry may lag behind while PostgreSQL is away."""
    message = await read_message(request, Heartbeat)
    require_agent(message.agent)
    now = ports.now()
    await ports.state_store.record_heartbeat(AgentState(message, now.timestamp()))
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
