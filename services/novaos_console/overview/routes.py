"""The first page: what runs, how it does and what needs a look, each with the way to its page.

Six things are asked for, each for itself: one that fails says so and takes nothing else with it.
A poll asks for the three that change by the second; the others are at most half a minute old.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from services.console.gate import page
from services.console.visit import Visit
from services.novaos_console.overview.figures import (
    AGENT_TONES,
    ALERTS_ASKED,
    OUTCOME_TONES,
    SEVERITY_TONES,
    count_agents,
    count_alerts,
    count_commands,
    count_requests,
    describe_stores,
)
from services.novaos_console.overview.recent import Recent
from services.novaos_console.supply.attempt import Unread, attempt
from services.novaos_console.supply.summary import read_running, read_supply_chain

_SLOW_SECONDS = 30.0
_recent = Recent(_SLOW_SECONDS)


async def show_overview(visit: Visit) -> Response:
    """Show the page, with everything asked anew."""
    return visit.page("overview/overview.html", **await _load(visit, is_new_wanted=True))


async def show_state(visit: Visit) -> Response:
    """Show the part of the page that asks for itself again."""
    return visit.fragment("overview/_state.html", **await _load(visit, is_new_wanted=False))


async def _load(visit: Visit, *, is_new_wanted: bool) -> dict[str, Any]:
    def ask(path: str, limit: int | None = None) -> Awaitable[Any]:
        return attempt(visit.core_api.get(path, query={"limit": limit}))

    def ask_seldom(path: str, limit: int | None = None) -> Awaitable[Any]:
        key = (visit.me.user_id, path)
        return _recent.read(key, lambda: ask(path, limit), is_new_wanted=is_new_wanted)

    agents, stores, requests, commands, alerts, published = await asyncio.gather(
        ask("/api/v1/telemetry/agents"),
        ask("/api/v1/telemetry/stores"),
        ask("/api/v1/telemetry/requests"),
        ask_seldom("/api/v1/telemetry/commands"),
        ask_seldom("/api/v1/security/alerts", ALERTS_ASKED),
        ask_seldom("/api/v1/supply/workloads"),
    )
    now = datetime.now(UTC)
    running = _read(agents, read_running)
    parts = {
        "agents": _read(agents, count_agents),
        "stores": _read(stores, describe_stores),
        "requests": _read(requests, count_requests),
        "commands": _read(commands, count_commands),
        "alerts": _read(alerts, lambda found: count_alerts(found, now)),
        "chain": _read(
            published,
            lambda found: read_supply_chain(
                found, None if isinstance(running, Unread) else running, now
            ),
        ),
    }
    return {
        **{f"{name}_seen": part for name, part in parts.items()},
        "unread": {name: part for name, part in parts.items() if isinstance(part, Unread)},
        "agent_lines": [] if isinstance(agents, Unread) else agents["items"],
        "agent_tones": AGENT_TONES,
        "outcome_tones": OUTCOME_TONES,
        "severity_tones": SEVERITY_TONES,
    }


def _read(found: Any, make: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - a figure, or `Unread`
    return found if isinstance(found, Unread) else make(found)


ROUTES: tuple[BaseRoute, ...] = (
    page("/overview", show_overview),
    page("/overview/state", show_state),
)
