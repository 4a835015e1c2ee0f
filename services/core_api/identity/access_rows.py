"""Rows of the access table for logins, users, invitations, machines and exports."""

from services.core_api.access.actors import ROLES_OF_PLATFORM, Platform, Reach, Role
from services.core_api.access.row import Grants, Row

_PEOPLE: dict[Platform, Grants] = {
    platform: dict.fromkeys(roles, Reach.OWN)
    for platform, roles in ROLES_OF_PLATFORM.items()
    if platform is not Platform.INTERNAL
}
_ADMINS: dict[Platform, Grants] = {platform: {Role.ADMIN: Reach.ALL} for platform in _PEOPLE}
_NOVAOS_ADMIN = {Platform.NOVAOS: {Role.ADMIN: Reach.ALL}}
_INVITERS = {
    Platform.NOVAOS: {Role.ADMIN: Reach.ALL},
    Platform.BLACKROSE: {Role.ADMIN: Reach.ALL, Role.CREATOR: Reach.OWN},
    Platform.GYPSYCOVE: {Role.ADMIN: Reach.ALL, Role.PARENT: Reach.OWN},
}

ROWS: tuple[Row, ...] = (
    Row("POST", "/api/v1/auth/login", public=True),
    Row("POST", "/api/v1/auth/refresh", public=True),
    Row("POST", "/api/v1/auth/logout", _PEOPLE),
    Row("POST", "/api/v1/auth/password", _PEOPLE),
    Row("GET", "/api/v1/auth/me", _PEOPLE),
    Row("GET", "/api/v1/auth/sessions", _PEOPLE),
    Row("DELETE", "/api/v1/auth/sessions/{session_id}", _PEOPLE),
    Row("POST", "/api/v1/invitations", _INVITERS),
    Row("GET", "/api/v1/invitations", _INVITERS),
    Row("DELETE", "/api/v1/invitations/{invitation_id}", _INVITERS),
    Row("POST", "/api/v1/invitations/accept", public=True),
    Row("GET", "/api/v1/users", _ADMINS),
    Row("GET", "/api/v1/users/{user_id}", _ADMINS),
    Row("PATCH", "/api/v1/users/{user_id}", _NOVAOS_ADMIN),
    Row("PUT", "/api/v1/users/{user_id}/memberships", _ADMINS),
    Row("DELETE", "/api/v1/users/{user_id}/memberships", _ADMINS),
    # The proof is the machine's key, in the body.
    Row("POST", "/api/v1/machine/token", public=True),
    Row("GET", "/.well-known/jwks.json", public=True),
    Row("POST", "/api/v1/exports/sign", agents=frozenset({"audita"}), machine_only=True),
    Row("GET", "/api/v1/security/login-failures", _NOVAOS_ADMIN, frozenset({"glitch"})),
)
