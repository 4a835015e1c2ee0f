"""Random tokens and codes, and the hashes under which they are kept.

They have 256 bits of randomness, so a plain hash tells nothing and can be looked up. What people
choose or mistype is hashed with the field key instead.
"""

import hashlib
import hmac
import secrets

from services.core_api.settings import Settings

_BYTES = 32


def generate_opaque() -> str:
    """Return a new random token."""
    return secrets.token_urlsafe(_BYTES)


def hash_opaque(token: str) -> str:
    """Return what is stored of a random token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def hash_keyed(settings: Settings, kind: str, value: str) -> str:
    """Return a hash that only core-api can make; `kind` keeps uses apart."""
    key = settings.field_key.get_secret_value().encode()
    message = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()
