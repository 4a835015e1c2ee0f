"""GET /api/v1/agent/online: how each agent is."""

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from agents.contract.limits import STATE_TTL_SECONDS
from services.core_api.answers import answer
from services.core_api.commands.bodies import OnlineView
from services.core_api.commands.views import render_queue
from services.core_api.errors import DatabaseUnreachableError
from services.core_api.ports import PortsDependency
from services.core_api.presence import judge_agents, render_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.core_api.interface import RegisteredAgent

router = APIRouter()


@router.get("/api/v1/agent/online", response_model=OnlineView)
async def online(ports: PortsDependency) -> Response:
    """Describe all agents; without Redis nothing is known, which is 503 and not "all offline"."""
    known = await ports.state_store.read_states()
    registered: Mapping[str, RegisteredAgent] = {}
    registry = "ok"
    try:
        registered = await ports.registry.read_agents()
    except DatabaseUnreachableError:
        registry = "unreachable"
    now = ports.now()
    agents = judge_agents(now, known, registered)
    for agent in agents:
        agent["queue"] = render_queue(ports.live.queues.of(agent["agent"], now))
    return answer(
        {
            "now": render_time(now),
            "stale_after_seconds": STATE_TTL_SECONDS,
            "registry": registry,
            "agents": agents,
        },
    )
