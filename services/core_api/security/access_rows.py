"""Rows of the access table for the routes of this area: glitch works here, admins look."""

from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.row import Row

_ADMINS = {Platform.NOVAOS: {Role.GODMODE: Reach.ALL, Role.ADMIN: Reach.ALL}}
_GLITCH = frozenset({"glitch"})

ROWS: tuple[Row, ...] = (
    Row("POST", "/api/v1/security/alerts", {}, _GLITCH),
    Row("GET", "/api/v1/security/alerts", _ADMINS, _GLITCH),
    Row("POST", "/api/v1/security/honey-tokens", {}, _GLITCH),
    Row("GET", "/api/v1/security/honey-tokens", _ADMINS, _GLITCH),
)
