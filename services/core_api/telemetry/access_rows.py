"""Rows of the access table for the routes of this area."""

from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.row import Row

_ADMINS = {Platform.NOVAOS: {Role.GODMODE: Reach.ALL, Role.ADMIN: Reach.ALL}}
_OBSERVERS = frozenset({"nova", "glitch"})

ROWS: tuple[Row, ...] = (
    Row("GET", "/api/v1/telemetry/agents", _ADMINS, _OBSERVERS),
    Row("GET", "/api/v1/telemetry/commands", _ADMINS, _OBSERVERS),
    Row("GET", "/api/v1/telemetry/requests", _ADMINS, _OBSERVERS),
    Row("GET", "/api/v1/telemetry/stores", _ADMINS, _OBSERVERS),
)
