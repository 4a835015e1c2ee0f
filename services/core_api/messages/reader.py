"""The signed reader: with it a relay asks for history in the name of the user of a ticket.

It is made by core-api, carried by the ticket and good for a little longer than a socket may live.
1. Only core-api has the key. 2. The algorithm, audience and expiry are fixed here. 3. The session
must not have ended since. 4. GodMode's reader names nobody.
"""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jwt

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from services.core_api.errors import ForbiddenError
from services.core_api.interface import Ports
from services.relay_contract.limits import SOCKET_SECONDS_MAX
from services.relay_contract.names import session_ended_key

_ALGORITHM = "HS256"
_AUDIENCE = "novaos-echo-reader"
_SECONDS = SOCKET_SECONDS_MAX + 60
_CLAIMS = ["exp", "aud", "sub", "role", "plt", "sid"]


def sign_reader(ports: Ports, principal: Principal) -> str:
    """Return the signed reader of a person."""
    person = replace(principal, subject="") if principal.godmode_bypass else principal  # (4)
    claims = {
        "aud": _AUDIENCE,
        "exp": int(ports.now().timestamp()) + _SECONDS,
        "sub": person.subject,
        "role": person.role.value,
        "plt": person.platform.value,
        "sid": person.session,
        "fam": person.family,
        "cre": person.creator,
        "god": person.godmode_bypass,
    }
    return jwt.encode(claims, _key(ports), _ALGORITHM)


async def require_reader(ports: Ports, text: str | None) -> Principal:
    """Return who reads.

    Raises `ForbiddenError` if that is not proved, `StateStoreUnreachableError`.
    """
    claims = _verify(text or "", _key(ports), ports.now())
    reader = Principal(
        Role(claims["role"]),
        Platform(claims["plt"]),
        claims["sub"],
        session=claims["sid"],
        family=claims["fam"],
        creator=claims["cre"],
        godmode_bypass=claims["god"],
    )
    zone = ports.zones.of(reader.platform)
    if await zone.exists(session_ended_key(reader.session)):  # (3)
        raise ForbiddenError("the reader's session has ended")
    return reader


def _verify(text: str, key: bytes, now: datetime) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            text,
            key,
            algorithms=[_ALGORITHM],  # (2)
            audience=_AUDIENCE,
            options={"require": _CLAIMS, "verify_exp": False},
        )
    except jwt.InvalidTokenError as error:
        raise ForbiddenError("name the reader as core-api signed it") from error
    # By the server's clock, which is the only one here.
    if datetime.fromtimestamp(claims["exp"], UTC) <= now:
        raise ForbiddenError("the reader is too old; connect with a new ticket")
    return claims


def _key(ports: Ports) -> bytes:
    secret = ports.settings.field_key.get_secret_value()  # (1)
    return hashlib.sha256(b"novaos echo reader\0" + secret.encode()).digest()
