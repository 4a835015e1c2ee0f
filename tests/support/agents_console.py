"""The founder's pages of agents in this process, on a core-api that answers as a test says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

import services.novaos_console
from services.console.app import create_app
from services.console.console import Console
from services.novaos_console.agents.roster import ROLES
from services.novaos_console.agents.routes import ROUTES
from tests.support.console_app import TestedConsole, make_session

TELEMETRY = ("GET", "/api/v1/telemetry/agents")
COMMAND = ("POST", "/api/v1/agent/command")
COMMANDS = ("GET", "/api/v1/agent/commands")
LOGS = ("GET", "/api/v1/agent/logs")
NOW = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
COMMAND_ID = "33333333-3333-4333-8333-333333333333"
_DIGEST = "sha256:" + "a" * 64


def moment(seconds_ago: float = 0) -> str:
    """Write a time as core-api does."""
    at = NOW - timedelta(seconds=seconds_ago)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def agent(name: str, **changes: object) -> dict[str, Any]:
    """Return one agent as core-api tells it."""
    return {
        "agent": name,
        "state": "online",
        "age_seconds": 5.0,
        "last_seen_at": moment(5),
        "first_seen_at": moment(9000),
        "version": "1.0.0",
        "host": "h",
        "pid": 7,
        "capabilities": [],
        "image": f"agent-{name}@{_DIGEST}",
        "started_at": moment(600),
        "restarts": 2,
        "restarting_since": None,
        "beats": [moment(25), moment(5)],
        **changes,
    }


def telemetry(registry: str = "ok", **changed: dict[str, object]) -> dict[str, Any]:
    """Return all agents, some of them changed."""
    return {
        "now": moment(),
        "stale_after_seconds": 90,
        "registry": registry,
        "items": [agent(name, **changed.get(name, {})) for name in ROLES],
        "next": None,
    }


def command(outcome: str = "done", **changes: object) -> dict[str, Any]:
    """Return a command as core-api tells it."""
    target = {"agent": "riven", "outcome": outcome, "at": moment(1.5), "detail": "", "result": None}
    return {
        "id": COMMAND_ID,
        "agent": "riven",
        "op": "ping",
        "args": {},
        "issued_at": moment(2),
        "issued_by": "",
        "deadline_at": moment(-28),
        "receivers": 1,
        "targets": [target],
        "outcome": outcome,
        **changes,
    }


class AgentsConsole(TestedConsole):
    """The console with the routes of this area, the founder logged in."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        console = Console(
            name="novaos-console",
            title="NovaOS",
            tagline="For tests.",
            platform="novaos",
            roles=frozenset({"godmode"}),
            folder=Path(services.novaos_console.__file__).parent,
            routes=ROUTES,
            navigation=lambda _: (),
            home=lambda _: "/godmode/agents",
            uses_relay=True,
        )
        transport = httpx.MockTransport(self.core_api.answer)
        client = httpx.AsyncClient(base_url="http://core-api", transport=transport)
        self.app = create_app(console, self.settings, client)
        self.core_api.says(*TELEMETRY, body=telemetry())
        self.core_api.says(*COMMANDS, body={"items": [], "next": None})
        self.be_founder()

    def be_founder(self, password_age: float = 0) -> None:
        """Be logged in as the founder, with a password given so many seconds ago."""
        session = make_session(role="godmode")
        at = session.authenticated_at - password_age
        self.enter(make_session(role="godmode", authenticated_at=at))
