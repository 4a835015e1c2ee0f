"""What other areas may ask of this one: an errand, a task that an agent does for a person.

1. What comes of it is that person's alone: it is in this process only, in a ledger that nobody can
list, and no log tells of it. 2. An errand names objects by their ids; the agent
reads them itself, with its own rights. 3. Nobody waits for an agent that is not there: that is a
refusal. The area that sends an errand keeps what came of it; this one forgets it after a while.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from agents.contract.messages import CommandRequest
from services.core_api.access.principal import Access
from services.core_api.commands.command import build_entry, publish_once
from services.core_api.commands.outcome import Outcome
from services.core_api.commands.tracing import issuer_of
from services.core_api.errors import CoreApiError
from services.core_api.interface import Ports
from services.core_api.presence import judge_agent

PresenceWord = Literal["online", "stale", "never_seen"]


class AgentAwayError(CoreApiError):
    """The agent that is needed does not listen now."""

    status = 503
    code = "agent_away"
    retry_after_seconds = 20


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether an agent is there, and which version of it."""

    word: PresenceWord
    version: str
    """Empty unless it is online."""


@dataclass(frozen=True, slots=True)
class SentErrand:
    """An errand that the agent was told of."""

    id: str
    deadline_at: datetime


@dataclass(frozen=True, slots=True)
class ErrandState:
    """How an errand stands, or how it ended."""

    ending: Literal["done", "failed", "timed_out"] | None
    """None while it may still end well."""
    detail: str
    result: Any


async def read_presence(ports: Ports, agent: str) -> Presence:
    """Say whether an agent is there.

    Raises `StateStoreUnreachableError` if nobody knows.
    """
    known = await ports.state_store.read_states()
    was_seen = agent in known.known
    judged = judge_agent(ports.now(), agent, known.states.get(agent), None, was_seen=was_seen)
    is_online = judged["state"] == "online"
    return Presence(judged["state"], judged["version"] if is_online else "")


async def require_presence(ports: Ports, agent: str) -> Presence:
    """Return the presence of an agent that is there.

    Raises `AgentAwayError` if it is not (3).
    """
    found = await read_presence(ports, agent)
    if found.word != "online":
        raise AgentAwayError(f"{agent} is not there now ({found.word}); try again later")
    return found


async def send_errand(
    ports: Ports, access: Access, agent: str, capability: str, given: Mapping[str, Any]
) -> SentErrand:
    """Send a task in the name of whoever asks.

    Raises `AgentAwayError` if nobody listened (3).
    """
    args = {"capability": capability, "input": dict(given)}
    wanted = CommandRequest(agent=agent, op="task", args=args)
    asked = build_entry(wanted, ports, issuer_of(access.principal), has_trace=False)  # (1)
    await ports.live.errands.record(asked)
    entry = await publish_once(asked, ports.live.errands, ports)
    if not entry.receivers:
        raise AgentAwayError(f"{agent} does not listen now; try again later")
    return SentErrand(entry.command.id, entry.deadline_at)


async def read_errand(ports: Ports, errand_id: str) -> ErrandState | None:
    """Return how an errand stands; None if it is forgotten: too old, or core-api started anew."""
    entry = await ports.live.errands.read(errand_id, ports.now())
    if entry is None:
        return None
    (target,) = entry.targets
    match target.outcome:
        case Outcome.DONE:
            return ErrandState("done", target.detail, target.result)
        case Outcome.FAILED:
            return ErrandState("failed", target.detail, None)
        case Outcome.TIMED_OUT:
            return ErrandState("timed_out", target.detail, None)
        case _:
            return ErrandState(None, "", None)
