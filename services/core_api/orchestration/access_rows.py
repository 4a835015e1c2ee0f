"""Rows of the access table for the routes of this area: nova's own state; admins may read it."""

from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.row import Row

_ADMINS = {Platform.NOVAOS: {Role.GODMODE: Reach.ALL, Role.ADMIN: Reach.ALL}}
_NOVA = frozenset({"nova"})

ROWS: tuple[Row, ...] = (
    Row("GET", "/api/v1/agent/schedules", _ADMINS, _NOVA),
    Row("PUT", "/api/v1/agent/schedules/{schedule_id}", {}, _NOVA),
    Row("DELETE", "/api/v1/agent/schedules/{schedule_id}", {}, _NOVA),
    Row("GET", "/api/v1/agent/playbooks", _ADMINS, _NOVA),
    Row("GET", "/api/v1/agent/playbooks/{name}", _ADMINS, _NOVA),
    Row("PUT", "/api/v1/agent/playbooks/{name}", {}, _NOVA),
    Row("GET", "/api/v1/agent/playbook-runs", _ADMINS, _NOVA),
    Row("GET", "/api/v1/agent/playbook-runs/{run_id}", _ADMINS, _NOVA),
    Row("POST", "/api/v1/agent/playbook-runs", {}, _NOVA),
    Row("PUT", "/api/v1/agent/playbook-runs/{run_id}", {}, _NOVA),
)
