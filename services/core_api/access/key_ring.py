"""The keys of access tokens and exports: one signs, one or two verify.

1. All are RSA of 3072 bits or more (NIST SP 800-57 part 1, table 2: 128 bits of security). 2. The
public key belongs to the private one. 3. A key's id is its RFC 7638 thumbprint, so that an id can
never be used again for another key.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from services.core_api.errors import SettingsError

KEY_BITS_MIN = 3072


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The private key, and the public keys by their ids."""

    private: RSAPrivateKey
    key_id: str
    """Of the key that signs."""
    public: Mapping[str, RSAPublicKey]

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Render the public keys as a JWK set (RFC 7517)."""
        return {
            "keys": [
                {**_members(key), "kid": key_id, "use": "sig", "alg": "RS256"}
                for key_id, key in self.public.items()
            ],
        }


def read_key_ring(private_pem: str, public_pem: str, other_pem: str) -> KeyRing:
    """Read the keys.

    Raises `SettingsError` with the file that is wrong.
    """
    private = _read_private(private_pem)
    public = _read_public("jwt_public.pem", public_pem)
    if private.public_key().public_numbers() != public.public_numbers():  # (2)
        raise SettingsError("jwt_public.pem is not the one of jwt_private.pem; write both anew")
    keys = (public, _read_public("jwt_public_other.pem", other_pem))
    return KeyRing(private, thumbprint(public), {thumbprint(key): key for key in keys})


def thumbprint(key: RSAPublicKey) -> str:
    """Return the RFC 7638 thumbprint: SHA-256 of the required members, sorted, without blanks."""
    canonical = json.dumps(_members(key), sort_keys=True, separators=(",", ":"))
    return _base64url(hashlib.sha256(canonical.encode()).digest())  # (3)


def _members(key: RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {"e": _base64url_number(numbers.e), "kty": "RSA", "n": _base64url_number(numbers.n)}


def _base64url_number(number: int) -> str:
    return _base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _read_private(pem: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SettingsError("jwt_private.pem is no private key without password (PEM)") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < KEY_BITS_MIN:  # (1)
        raise SettingsError(f"jwt_private.pem is not RSA of {KEY_BITS_MIN} bits or more")
    return key


def _read_public(name: str, pem: str) -> RSAPublicKey:
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SettingsError(f"{name} is no public key (PEM)") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < KEY_BITS_MIN:  # (1)
        raise SettingsError(f"{name} is not RSA of {KEY_BITS_MIN} bits or more")
    return key
