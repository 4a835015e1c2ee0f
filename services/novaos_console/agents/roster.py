"""The seven agents as the founder's pages show them: state in words, beats as a drawing.

Everything is by core-api's clock. That a store cannot be asked is not a state of an agent: it is
said of all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.console.core_api import CoreApi
from services.console.errors import CoreApiRefusedError, NotThereError
from services.novaos_console.agents.queue_words import ShownQueue, describe_queue

ROLES = {
    "audita": "Keeps the books of consent, notices, removals and tax in order",
    "echo": "Brings messages and announcements to people",
    "glitch": "Looks for attacks, faults and changed images",
    "lyra": "Plans content and reviews drafts",
    "nova": "Directs the others: playbooks and schedules",
    "riven": "Helps families: screen time by agreement, check-ins, plans",
    "velora": "Computes figures and forecasts for creators",
}
STATES = ("online", "stale", "never_seen", "restarting", "unknown")
_TONES = {
    "online": "ok",
    "stale": "bad",
    "never_seen": "mute",
    "restarting": "info",
    "unknown": "warn",
}
_WORDS = {"unknown": "store unreachable"}
_MINUTES = 30
_STORE_AWAY = "state_store_unreachable"


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One agent."""

    name: str
    state: str
    known: dict[str, Any]
    """As core-api tells it; empty if it could not."""
    bars: tuple[int, ...]
    """Heartbeats in each of the last 30 minutes, the latest last."""

    @property
    def role(self) -> str:
        """What it is for."""
        return ROLES.get(self.name, "")

    @property
    def tone(self) -> str:
        """Colour and sign of the state."""
        return _TONES[self.state]

    @property
    def word(self) -> str:
        """The state for people."""
        return _WORDS.get(self.state, self.state.replace("_", " "))

    @property
    def queue(self) -> ShownQueue | None:
        """How much it has to do, if it told."""
        return describe_queue(self.known.get("queue"))

    @property
    def digest(self) -> str:
        """Of the image it runs from, `sha256:...`; empty outside of a deployment."""
        return str(self.known.get("image") or "").partition("@")[2]


@dataclass(frozen=True, slots=True)
class Roster:
    """All agents at one moment."""

    rows: tuple[AgentRow, ...]
    problem: str = ""
    """What could not be asked."""
    stale_after_seconds: int = 90

    def chosen(self, state: str | None, text: str | None) -> "Roster":
        """Return those that fit a filter."""
        wanted = (text or "").lower()
        rows = tuple(
            row
            for row in self.rows
            if state in {None, row.state} and wanted in f"{row.name} {row.role}".lower()
        )
        return Roster(rows, self.problem, self.stale_after_seconds)

    def of(self, name: str) -> AgentRow:
        """Return one agent.

        Raises `NotThereError`.
        """
        require_agent(name)
        return next(row for row in self.rows if row.name == name)


def require_agent(name: str) -> str:
    """Return the name if it is one of the seven.

    Raises `NotThereError`.
    """
    if name not in ROLES:
        raise NotThereError(f"There is no agent called {name!r}.")
    return name


async def read_roster(core_api: CoreApi) -> Roster:
    """Ask core-api once."""
    try:
        told = await core_api.get("/api/v1/telemetry/agents")
    except CoreApiRefusedError as error:
        if error.code != _STORE_AWAY:
            raise
        rows = tuple(AgentRow(name, "unknown", {}, (0,) * _MINUTES) for name in ROLES)
        return Roster(
            rows, "The state store (Redis) does not answer: nothing is known of any agent."
        )
    return build_roster(told)


def build_roster(told: dict[str, Any]) -> Roster:
    """Make the rows of what core-api tells."""
    now = datetime.fromisoformat(told["now"])
    rows = tuple(
        AgentRow(item["agent"], _state(item), item, count_beats(item["beats"], now))
        for item in told["items"]
    )
    problem = ""
    if told["registry"] != "ok":
        problem = (
            "The registry (PostgreSQL) does not answer: states are right,"
            " starts and restarts are not known."
        )
    return Roster(rows, problem, told["stale_after_seconds"])


def count_beats(beats: Sequence[str], now: datetime) -> tuple[int, ...]:
    """Count heartbeats per minute; the minute that runs is not over and not shown."""
    end = now.replace(second=0, microsecond=0)
    counts = [0] * _MINUTES
    for beat in beats:
        age = end - datetime.fromisoformat(beat)
        index = _MINUTES + (-age // timedelta(minutes=1))
        if 0 <= index < _MINUTES:
            counts[index] += 1
    return tuple(counts)


def _state(item: dict[str, Any]) -> str:
    return "restarting" if item.get("restarting_since") else str(item["state"])
