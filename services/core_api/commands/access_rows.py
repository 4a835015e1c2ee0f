"""Rows of the access table for the agents' registry, commands and logs, and for the health.

The shared token alone reads and commands, as the seed's examples do; to speak as an agent takes the
agent's own token. Of the agents, only who needs it may command or read what others were told.
"""

from agents.contract.names import AGENT_NAMES
from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.row import Row

_READERS = {
    Platform.INTERNAL: {Role.OPERATOR: Reach.ALL},
    Platform.NOVAOS: {Role.GODMODE: Reach.ALL, Role.ADMIN: Reach.ALL},
}
_EVERY_AGENT = frozenset(AGENT_NAMES)
_NOVA = frozenset({"nova"})
_OBSERVERS = frozenset({"nova", "glitch"})

ROWS: tuple[Row, ...] = (
    Row("GET", "/health", public=True),
    Row("GET", "/ready", public=True),
    Row("GET", "/livez", public=True),
    Row("GET", "/readyz", public=True),
    Row("POST", "/api/v1/agent/heartbeat", {}, _EVERY_AGENT, machine_only=True),
    Row("PUT", "/api/v1/agent/registration", {}, _EVERY_AGENT, machine_only=True),
    Row("GET", "/api/v1/agent/online", _READERS, _EVERY_AGENT),
    Row("GET", "/api/v1/agent/capabilities", _READERS, _EVERY_AGENT),
    Row("POST", "/api/v1/agent/command", _READERS, _NOVA),
    Row("GET", "/api/v1/agent/commands", _READERS, _OBSERVERS),
    Row("GET", "/api/v1/agent/commands/{command_id}", _READERS, _OBSERVERS),
    Row(
        "POST",
        "/api/v1/agent/commands/{command_id}/outcome",
        {},
        _EVERY_AGENT,
        machine_only=True,
    ),
    Row("GET", "/api/v1/agent/logs", _READERS, _OBSERVERS),
)
