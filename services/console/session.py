"""The session of a visitor, as the sealed cookie carries it: tokens, and who they speak for.

The browser holds it and cannot read or change it. It is worth something only at the console whose
key and name sealed it.
"""

import base64
import binascii
import json
import os
from dataclasses import asdict, dataclass, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_COOKIE_CHARACTERS_MAX = 3800
"""RFC 6265, 6.1: browsers keep at least 4096 bytes of a cookie with its name and attributes."""


@dataclass(frozen=True, slots=True)
class Session:
    """One login."""

    access_token: str
    access_expires_at: float
    """Seconds since 1970, as all times here."""
    refresh_token: str
    ends_at: float
    """Absolute end; no refresh moves it."""
    authenticated_at: float
    """When a password was last given."""
    user_id: str
    login: str
    name: str
    role: str
    family_id: str | None
    creator_id: str | None
    must_change_password: bool

    @property
    def is_godmode(self) -> bool:
        """Whether this is the founder, to whom everything is open."""
        return self.role == "godmode"


class Seal:
    """Seals values for one console and one purpose: AES-256-GCM, bound to both names."""

    def __init__(self, key: bytes, console: str, purpose: str) -> None:
        self._cipher = AESGCM(key)
        self._bound_to = f"novaos-console/1/{console}/{purpose}".encode()

    def close(self, value: dict[str, Any]) -> str:
        """Seal a JSON object; the text fits into a cookie.

        Raises `ValueError` if it is too large.
        """
        nonce = os.urandom(_NONCE_BYTES)
        opened = json.dumps(value, separators=(",", ":")).encode()
        sealed = nonce + self._cipher.encrypt(nonce, opened, self._bound_to)
        text = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
        if len(text) > _COOKIE_CHARACTERS_MAX:
            raise ValueError(f"{len(text)} characters are too many for a cookie")
        return text

    def open(self, text: str) -> dict[str, Any] | None:
        """Return what was sealed here, or None for anything else."""
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            opened = self._cipher.decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], self._bound_to
            )
            value = json.loads(opened)
        except (ValueError, binascii.Error, InvalidTag):
            return None
        return value if isinstance(value, dict) else None


def seal_session(seal: Seal, session: Session) -> str:
    """Render a session as a cookie's value."""
    return seal.close(asdict(session))


def open_session(seal: Seal, text: str, now: float) -> Session | None:
    """Read a session; None if it is not ours, or over."""
    value = seal.open(text)
    if value is None:
        return None
    try:
        session = Session(**value)
    except TypeError:
        return None  # made by another version
    return session if session.ends_at > now else None


def with_grant(session: Session, grant: dict[str, Any], now: float) -> Session:
    """Return the session with the tokens of a refresh."""
    return replace(
        session,
        access_token=grant["access_token"],
        access_expires_at=now + grant["expires_in"],
        refresh_token=grant["refresh_token"],
        must_change_password=grant["must_change_password"],
    )
