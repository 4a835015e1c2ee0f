"""What an access token says, and which combinations are possible.

The claims are those of RFC 9068 (section 2.2) and ours; a member that is not known, is there twice
or has another type makes the whole token worthless.
"""

import json
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from agents.contract.names import AGENT_NAMES
from services.core_api.access.actors import ROLES_OF_PLATFORM, Platform, Role
from services.core_api.access.machines import RELAY_MACHINE
from services.core_api.access.principal import Principal

ISSUER = "novaos"
LIFETIME_SECONDS = 600
AGENT_SUBJECT = "agent:"
RELAY_SUBJECT = f"service:{RELAY_MACHINE}"
_MACHINE_ROLES = (Role.AGENT, Role.RELAY)
_Seconds = Annotated[int, msgspec.Meta(ge=0, le=1 << 40)]
_Word = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The payload of an access token."""

    iss: Literal["novaos"]
    aud: Platform
    sub: _Word
    client_id: _Word
    jti: _Word
    iat: _Seconds
    exp: _Seconds
    role: Role
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    sid: Annotated[str, msgspec.Meta(max_length=36)] = ""
    """Session of a person; empty for machines."""
    fam: str | None = None
    cre: str | None = None
    godmode_bypass: bool = False
    pwd: bool = False
    """Must change the password first."""
    auth_time: _Seconds | None = None
    """When a person last gave a password (RFC 9068, 2.2.1); no refresh moves it."""


def check_claims(claims: Claims, now: float) -> list[str]:
    """Find what makes a token with these claims worthless at this moment."""
    found = []
    if not claims.iat <= now < claims.exp:
        found.append("the token has expired or is not valid yet")
    if claims.exp - claims.iat > LIFETIME_SECONDS:
        found.append("the token lives too long")
    if claims.role not in ROLES_OF_PLATFORM[claims.aud]:
        found.append("the role does not exist on this platform")
    if claims.godmode_bypass and claims.role is not Role.GODMODE:
        found.append("the role has no GodMode")
    return found + (
        _check_machine(claims) if claims.role in _MACHINE_ROLES else _check_person(claims)
    )


def _check_machine(claims: Claims) -> list[str]:
    if claims.sid or claims.fam is not None or claims.cre is not None or claims.pwd:
        return ["a machine has no session, family or creator"]
    if claims.auth_time is not None:
        return ["a machine gives no password"]
    if claims.role is Role.RELAY:
        return [] if claims.sub == RELAY_SUBJECT else ["the subject is not the relay"]
    name = claims.sub.removeprefix(AGENT_SUBJECT)
    is_agent = claims.sub.startswith(AGENT_SUBJECT) and name in AGENT_NAMES
    return [] if is_agent else ["the subject is not an agent"]


def _check_person(claims: Claims) -> list[str]:
    if claims.role is Role.OPERATOR:
        return ["an operator has no access token"]
    if claims.auth_time is None or claims.auth_time > claims.iat:
        return ["the token does not say when the password was given"]
    ids = (claims.sub, claims.sid, *(each for each in (claims.fam, claims.cre) if each is not None))
    if not all(map(_is_uuid, ids)):
        return ["an id is no UUID"]
    if claims.fam is not None and claims.aud is not Platform.GYPSYCOVE:
        return ["families are on GypsyCove only"]
    if claims.cre is not None and claims.aud is not Platform.BLACKROSE:
        return ["creators are on Black Rose only"]
    return []


def principal_of(claims: Claims) -> Principal:
    """Say who sends a request with these claims, once they are checked."""
    subject = claims.sub.removeprefix(AGENT_SUBJECT) if claims.role is Role.AGENT else claims.sub
    return Principal(
        role=claims.role,
        platform=claims.aud,
        subject=subject,
        name=claims.name,
        session=claims.sid,
        family=claims.fam,
        creator=claims.cre,
        godmode_bypass=claims.godmode_bypass,
        must_change_password=claims.pwd,
        authenticated_at=claims.auth_time or 0,
    )


def read_object(text: bytes) -> dict[str, Any]:
    """Read a JSON object in which no member is there twice, at any depth.

    Raises `ValueError` otherwise.
    """
    value = json.loads(text, object_pairs_hook=_require_unique)
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _require_unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is there twice")
    return members


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
