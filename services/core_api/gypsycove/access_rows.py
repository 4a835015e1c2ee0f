"""Rows of the access table for the routes of this area.

Administrators keep the list of families and see nothing of what is in them. Children and teens see
what concerns them and act for themselves; parents see and decide for their own family. Riven works
for all families. Which objects are somebody's own is decided by the routes and the database.
"""

from services.core_api.access.actors import Platform, Reach, Role
from services.core_api.access.row import Grants, Row

_BASE = "/api/v1/gypsycove"
_PARENT: Grants = {Role.PARENT: Reach.OWN}
_YOUNG: Grants = {Role.TEEN: Reach.OWN, Role.CHILD: Reach.OWN}
_FAMILY: Grants = {**_PARENT, **_YOUNG}
_ADMIN: Grants = {Role.ADMIN: Reach.ALL}


def _row(
    method: str, path: str, grants: Grants, *, admin: bool = False, riven: bool = False
) -> Row:
    platforms = {Platform.GYPSYCOVE: {**grants, **_ADMIN} if admin else grants}
    if admin:
        platforms[Platform.NOVAOS] = _ADMIN
    agents = frozenset({"riven"}) if riven else frozenset[str]()
    return Row(method, f"{_BASE}{path}", platforms, agents)


ROWS: tuple[Row, ...] = (
    _row("POST", "/families", {}, admin=True),
    _row("GET", "/families", _FAMILY, admin=True, riven=True),
    _row("GET", "/families/{family_id}", _FAMILY, admin=True, riven=True),
    _row("PATCH", "/families/{family_id}", _PARENT),
    _row("DELETE", "/families/{family_id}", _PARENT, admin=True),
    _row("GET", "/families/{family_id}/export", _PARENT),
    _row("POST", "/families/{family_id}/members", _PARENT),
    _row("GET", "/families/{family_id}/members", _FAMILY, riven=True),
    _row("GET", "/members/{member_id}", _FAMILY, riven=True),
    _row("PATCH", "/members/{member_id}", _PARENT),
    _row("DELETE", "/members/{member_id}", _PARENT),
    _row("POST", "/members/{member_id}/consent", _PARENT),
    _row("POST", "/members/{member_id}/consent/withdraw", _PARENT),
    _row("GET", "/members/{member_id}/consents", _FAMILY),
    _row("PUT", "/members/{member_id}/budget", _PARENT),
    _row("GET", "/members/{member_id}/budget", _FAMILY, riven=True),
    _row("PUT", "/members/{member_id}/downtime", _PARENT),
    _row("GET", "/members/{member_id}/downtime", _FAMILY, riven=True),
    _row("POST", "/members/{member_id}/sessions", _YOUNG),
    _row("GET", "/members/{member_id}/sessions", _FAMILY, riven=True),
    _row("POST", "/sessions/{session_id}/stop", _FAMILY),
    _row("GET", "/members/{member_id}/screen-time", _FAMILY, riven=True),
    _row("POST", "/members/{member_id}/extra-time", _YOUNG),
    _row("GET", "/families/{family_id}/extra-time", _FAMILY, riven=True),
    _row("GET", "/extra-time/{request_id}", _FAMILY, riven=True),
    _row("POST", "/extra-time/{request_id}/approve", _PARENT, riven=True),
    _row("POST", "/extra-time/{request_id}/deny", _PARENT, riven=True),
    _row("POST", "/families/{family_id}/check-ins", _PARENT),
    _row("GET", "/families/{family_id}/check-ins", _FAMILY, riven=True),
    _row("POST", "/check-ins/{check_in_id}/done", _FAMILY),
    _row("POST", "/check-ins/{check_in_id}/escalate", {}, riven=True),
    _row("PUT", "/families/{family_id}/emergency-card", _PARENT),
    _row("GET", "/families/{family_id}/emergency-card", _FAMILY),
    _row("GET", "/families/{family_id}/weekly-report", _FAMILY),
    _row("POST", "/retention/run", {}, riven=True),
)
