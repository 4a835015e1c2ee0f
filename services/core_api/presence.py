"""Judge from what the stores know how each agent is: online, stale or never seen.

By the server's clock only. A stale agent is one that was seen once and whose last heartbeat is
older than its state lives; that the stores could not be asked is no state of an agent.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from agents.contract.limits import STATE_TTL_SECONDS
from agents.contract.messages import AgentState
from agents.contract.names import AGENT_NAMES
from services.core_api.interface import KnownStates, RegisteredAgent


def judge_agents(
    now: datetime,
    known: KnownStates,
    registered: Mapping[str, RegisteredAgent],
) -> list[dict[str, Any]]:
    """Describe every agent of the platform, also those that never came."""
    return [
        judge_agent(
            now,
            name,
            known.states.get(name),
            registered.get(name),
            was_seen=name in known.known,
        )
        for name in AGENT_NAMES
    ]


def judge_agent(
    now: datetime,
    name: str,
    state: AgentState | None,
    registered: RegisteredAgent | None,
    *,
    was_seen: bool,
) -> dict[str, Any]:
    """Describe one agent."""
    last_seen_at = registered.last_seen_at if registered else None
    if state is not None:
        last_seen_at = datetime.fromtimestamp(state.received_at, UTC)
    age_seconds = (now - last_seen_at).total_seconds() if last_seen_at else None
    if state is not None and age_seconds is not None and age_seconds <= STATE_TTL_SECONDS:
        word = "online"
    else:
        word = "stale" if was_seen or last_seen_at else "never_seen"
    heartbeat = state.heartbeat if state else None
    fallback = registered.version if registered else None
    return {
        "agent": name,
        "state": word,
        "age_seconds": None if age_seconds is None else round(age_seconds, 1),
        "last_seen_at": render_time(last_seen_at),
        "first_seen_at": render_time(registered.first_seen_at if registered else None),
        "version": heartbeat.version if heartbeat else fallback,
        "host": heartbeat.host if heartbeat else (registered.host if registered else None),
        "pid": heartbeat.pid if heartbeat else None,
        "capabilities": list(heartbeat.capabilities) if heartbeat else [],
        "image": heartbeat.image if heartbeat else "",
    }


def render_time(moment: datetime | None) -> str | None:
    """Write a time in UTC, RFC 3339, with milliseconds."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
