"""Rows of the access table for the agents' registry, commands and logs, and for the health."""

from agents.contract.names import AGENT_NAMES
from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.row import Row

_OPERATOR = {Platform.INTERNAL: {Role.OPERATOR: Reach.ALL}}
_EVERY_AGENT = frozenset(AGENT_NAMES)

ROWS: tuple[Row, ...] = (
    Row("GET", "/health", public=True),
    Row("GET", "/ready", public=True),
    Row("POST", "/api/v1/agent/heartbeat", _OPERATOR, _EVERY_AGENT, machine_only=True),
    Row("GET", "/api/v1/agent/online", _OPERATOR, _EVERY_AGENT),
    Row("POST", "/api/v1/agent/command", _OPERATOR, _EVERY_AGENT),
    Row("GET", "/api/v1/agent/logs", _OPERATOR, _EVERY_AGENT),
)
