"""What consoles show of the running platform: agents, commands, requests, stores."""

import asyncio
import math
import time
from collections.abc import Awaitable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import Response

from agents.contract.limits import STATE_TTL_SECONDS
from services.core_api.access.actors import Platform
from services.core_api.access.enforcement import AccessDependency
from services.core_api.answers import answer
from services.core_api.commands.views import render_queue
from services.core_api.errors import DatabaseUnreachableError
from services.core_api.ports import PortsDependency
from services.core_api.presence import judge_agents, render_time
from services.core_api.telemetry.bodies import (
    AgentsTelemetry,
    CommandsTelemetry,
    RequestsTelemetry,
    StoresTelemetry,
)
from services.core_api.telemetry.command_figures import count_outcomes
from services.core_api.telemetry.request_statistics import RouteStatistics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.core_api.interface import RegisteredAgent

router = APIRouter()
_COMMANDS_OF = timedelta(days=1)
_ZONES = {
    "redis_agents": Platform.INTERNAL,
    "redis_brc": Platform.BLACKROSE,
    "redis_gypsycove": Platform.GYPSYCOVE,
}


@router.get("/api/v1/telemetry/agents", response_model=AgentsTelemetry)
async def show_agents(ports: PortsDependency) -> Response:
    """Describe all agents with starts and heartbeats; 503 without Redis."""
    known = await ports.state_store.read_states()
    registered: Mapping[str, RegisteredAgent] = {}
    registry = "ok"
    try:
        registered = await ports.registry.read_agents()
    except DatabaseUnreachableError:
        registry = "unreachable"
    now = ports.now()
    items = []
    for agent in judge_agents(now, known, registered):
        name = agent["agent"]
        row = registered.get(name)
        started_at = row.started_at if row else None
        agent["image"] = agent["image"] or (row.image if row else "")
        agent["started_at"] = render_time(started_at)
        agent["restarts"] = max(0, row.starts - 1) if row else 0
        pending = ports.live.cycles.pending(name, started_at, now)
        agent["restarting_since"] = render_time(pending)
        agent["queue"] = render_queue(ports.live.queues.of(name, now))
        agent["beats"] = [render_time(beat) for beat in ports.live.beats.of(name, now)]
        items.append(agent)
    return answer(
        {
            "now": render_time(now),
            "stale_after_seconds": STATE_TTL_SECONDS,
            "registry": registry,
            "items": items,
            "next": None,
        },
    )


@router.get("/api/v1/telemetry/commands", response_model=CommandsTelemetry)
async def show_commands(ports: PortsDependency, access: AccessDependency) -> Response:
    """Count the recorded commands of the last day by outcome and agent."""
    now = ports.now()
    since = now - _COMMANDS_OF
    async with ports.database.transaction(access) as session:
        items = await count_outcomes(session, since, now)
    return answer({"since": render_time(since), "items": items, "next": None})


@router.get("/api/v1/telemetry/requests", response_model=RequestsTelemetry)
async def show_requests(ports: PortsDependency) -> Response:
    """Show rates and latencies of every route that was asked since the start."""
    now = time.monotonic()
    items = [
        {"method": method, "route": route, **render_route(statistics, now)}
        for (method, route), statistics in sorted(ports.live.requests.routes.items())
    ]
    return answer({"items": items, "next": None})


@router.get("/api/v1/telemetry/stores", response_model=StoresTelemetry)
async def show_stores(ports: PortsDependency) -> Response:
    """Ask every store now."""
    checks = {"postgres": ports.registry.check()} | {
        name: ports.zones.of(platform).check() for name, platform in _ZONES.items()
    }
    items = await asyncio.gather(*(ask_store(name, check) for name, check in checks.items()))
    return answer({"now": render_time(ports.now()), "items": items, "next": None})


async def ask_store(name: str, check: Awaitable[list[str]]) -> dict[str, Any]:
    """Check one store and take the time."""
    started = time.perf_counter()
    found = await check
    seconds = round(time.perf_counter() - started, 4)
    return {"store": name, "ok": not found, "reason": "; ".join(found), "seconds": seconds}


def render_route(statistics: RouteStatistics, now: float) -> dict[str, Any]:
    """Write the figures of one route."""
    quantiles = {
        f"p{share}_seconds": _finite(statistics.quantile_seconds(share / 100))
        for share in (50, 95, 99)
    }
    return {
        "count": statistics.count,
        "per_second": round(statistics.per_second(now), 3),
        "statuses": {str(status): n for status, n in sorted(statistics.statuses.items())},
        "mean_seconds": round(statistics.total_seconds / statistics.count, 6),
        **quantiles,
    }


def _finite(seconds: float | None) -> float | None:
    return seconds if seconds is not None and math.isfinite(seconds) else None
