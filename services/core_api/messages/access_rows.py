"""Rows of the access table for the routes of this area.

People reach their own rooms only, staff included; which rooms these are is `rooms.find_standing`.
"""

from services.core_api.access.actors import ROLES_OF_PLATFORM, Platform, Reach, Role
from services.core_api.access.row import Row

_PLATFORMS = (Platform.NOVAOS, Platform.BLACKROSE, Platform.GYPSYCOVE)
_PEOPLE = {
    platform: dict.fromkeys(ROLES_OF_PLATFORM[platform], Reach.OWN) for platform in _PLATFORMS
}
_STAFF = {platform: {Role.GODMODE: Reach.OWN, Role.ADMIN: Reach.OWN} for platform in _PLATFORMS}
_RELAY = {Platform.INTERNAL: {Role.RELAY: Reach.ALL}}
_ECHO = frozenset({"echo"})
_ROOM = "/api/v1/messages/rooms/{room}"
_ANNOUNCEMENTS = "/api/v1/messages/announcements"

ROWS: tuple[Row, ...] = (
    Row("POST", "/api/v1/ws-ticket", _PEOPLE),
    Row("GET", "/api/v1/messages/rooms", _PEOPLE),
    Row("POST", f"{_ROOM}/messages", _PEOPLE, _ECHO | {"riven"}),
    Row("GET", f"{_ROOM}/messages", _PEOPLE | _RELAY),
    Row("POST", f"{_ROOM}/read", _PEOPLE),
    Row("GET", f"{_ROOM}/messages/{{message_id}}/delivery", _PEOPLE, _ECHO),
    Row("POST", "/api/v1/messages/deliveries", _RELAY, machine_only=True),
    Row("GET", "/api/v1/messages/digests", agents=_ECHO),
    Row("POST", _ANNOUNCEMENTS, _STAFF, _ECHO),
    Row("GET", _ANNOUNCEMENTS, _STAFF, _ECHO),
    Row("POST", f"{_ANNOUNCEMENTS}/run-due", agents=_ECHO),
    Row("POST", f"{_ANNOUNCEMENTS}/{{announcement_id}}/cancel", _STAFF, _ECHO),
)
