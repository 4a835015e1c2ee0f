"""The state of the platform at a glance: agents, commands, stores.

What could not be read is named under `not_checked`; it never counts as fine.
"""

from collections import Counter
from typing import Any

import msgspec

from agents.runtime.capability import TaskContext
from agents.runtime.errors import AgentError, TaskError

_COMMANDS_PATH = "/api/v1/telemetry/commands"
_STORES_PATH = "/api/v1/telemetry/stores"


class SummaryInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`platform_summary` needs nothing."""


class Summary(msgspec.Struct, frozen=True):
    """How many agents are in which state, what became of the commands, how the stores are."""

    counts: dict[str, int]
    attention: list[str]
    """Names of the agents that were seen once and are silent now."""
    commands: dict[str, Any]
    stores: dict[str, Any]
    not_checked: list[str]
    """What could not be read, and why."""


def platform_summary(_: SummaryInput, context: TaskContext) -> Summary:
    """Tell how the platform is.

    Raises `TaskError` if not even the state of the agents is known.
    """
    not_checked: list[str] = []
    counts, attention = count_agents(context.core_api.online())
    return Summary(
        counts=counts,
        attention=attention,
        commands=_read(context, _COMMANDS_PATH, not_checked),
        stores=_read(context, _STORES_PATH, not_checked),
        not_checked=not_checked,
    )


def count_agents(online: dict[str, Any]) -> tuple[dict[str, int], list[str]]:
    """Count the states in core-api's answer, and name the silent.

    Raises `TaskError` if the answer is not the list of agents.
    """
    agents = online.get("agents")
    if not isinstance(agents, list) or not all(isinstance(agent, dict) for agent in agents):
        raise TaskError("core-api's answer has no list of agents")
    states = {str(agent.get("agent")): str(agent.get("state")) for agent in agents}
    silent = sorted(name for name, state in states.items() if state == "stale")
    return dict(sorted(Counter(states.values()).items())), silent


def _read(context: TaskContext, path: str, not_checked: list[str]) -> dict[str, Any]:
    try:
        return context.core_api.get(path)
    except AgentError as error:
        not_checked.append(f"{path}: {error}")
        return {}
