"""Rows of the access table for the routes of this area; the signature proves who publishes."""

from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.row import Row

_ADMINS = {Platform.NOVAOS: {Role.GODMODE: Reach.ALL, Role.ADMIN: Reach.ALL}}
_GLITCH = frozenset({"glitch"})

ROWS: tuple[Row, ...] = (
    Row("PUT", "/api/v1/supply/summary", public=True),
    Row("GET", "/api/v1/supply/summary", _ADMINS, _GLITCH),
    Row("GET", "/api/v1/supply/images", _ADMINS, _GLITCH),
    Row("GET", "/api/v1/supply/workloads", _ADMINS),
    Row("GET", "/api/v1/supply/components", _ADMINS),
)
