"""Key pairs of the platform, made once per process: RSA of 3072 bits takes about a second."""

import functools
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)


@dataclass(frozen=True)
class KeyPair:
    """Both halves as PEM."""

    private: str
    public: str


def pair_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> KeyPair:
    """Render a key."""
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return KeyPair(private.decode(), public.decode())


@functools.cache
def jwt_keys(name: str = "first", bits: int = 3072) -> KeyPair:
    """Return the RSA pair of this name."""
    del name
    return pair_of(rsa.generate_private_key(65537, bits))


@functools.cache
def supply_keys() -> KeyPair:
    """Return an ECDSA pair like that of an environment's cosign keys."""
    return pair_of(ec.generate_private_key(ec.SECP256R1()))
