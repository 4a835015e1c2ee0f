"""Encrypt single fields that nobody may read in a dump: AES-256-GCM, one random nonce per value.

The key is the SHA-256 of the secret `field_key`. The place of a value (its table and its row) is
authenticated with it: a ciphertext that is moved to another row does not open.
"""

import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
"""NIST SP 800-38D, section 8.2: 96 bits; random ones are safe for 2**32 values of a key."""


class UnreadableFieldError(Exception):
    """A stored value does not open: another key, another place, or it was changed."""


class FieldCipher:
    """Seals texts to their places."""

    def __init__(self, field_key: str) -> None:
        self._aead = AESGCM(sha256(field_key.encode()).digest())

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypt `plain` for `place`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain.encode(), place.encode())

    def unseal(self, sealed: bytes, place: str) -> str:
        """Decrypt what was sealed for `place`.

        Raises `UnreadableFieldError` if it was not.
        """
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._aead.decrypt(nonce, rest, place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise UnreadableFieldError(f"the value stored for {place} does not open") from error
