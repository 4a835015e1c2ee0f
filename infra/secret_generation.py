"""New values for secrets, from the system's random source: tokens, keys, a phrase to type.

Every value passes the check that `infra.secret_store` makes when it reads it again.
"""

import re
import secrets

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from infra.secret_names import (
    FOUNDER_PASSWORD,
    JWT_PRIVATE,
    MINIMUM_CHARACTERS,
    RANDOM_BYTES,
    SESSION_KEYS,
)

RSA_BITS = 3072
"""128 bits of strength (NIST SP 800-57 part 1, revision 5, table 2)."""
_PUBLIC_EXPONENT = 65537
_PHRASE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which are misread."""
_PHRASE_GROUPS, _GROUP_CHARACTERS = 6, 5
"""30 of 31 characters are 148 bits; with the hyphens it is as long as every other secret."""
_PLACEHOLDER = re.compile(
    r"change.?me|placeholder|example|your[_-]|here|dummy|insert|replace|xxxx|\$\{|\{\{|<.*>",
    re.IGNORECASE,
)
_AES_KEY = re.compile(rf"[0-9a-f]{{{2 * RANDOM_BYTES}}}")
"""An AES-256 key as its service reads it."""
_DISTINCT_CHARACTERS = 10
"""A random value of 43 base64 characters has at least this many distinct ones."""


def generate_value(name: str) -> str:
    """Make a value for the secret `name`."""
    if name == JWT_PRIVATE:
        return generate_private_key()
    while check_secret(name, value := _make(name)):
        pass
    return value


def _make(name: str) -> str:
    if name in SESSION_KEYS:
        return secrets.token_hex(RANDOM_BYTES)
    return _phrase() if name == FOUNDER_PASSWORD else _token()


def generate_private_key() -> str:
    """Make an RSA key as unencrypted PEM (PKCS 8); its file is its owner's only."""
    key = rsa.generate_private_key(_PUBLIC_EXPONENT, RSA_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode().strip()


def public_half(private_pem: str) -> str:
    """Render the public key that belongs to a private one."""
    key = load_pem_private_key(private_pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    public = key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode().strip()


def check_secret(name: str, value: str) -> list[str]:
    """Find reasons why a value cannot be the secret `name`. No reason repeats it."""
    if name == JWT_PRIVATE:
        return check_private_key(value)
    if name in SESSION_KEYS and not _AES_KEY.fullmatch(value):
        return [f"it is no key of {2 * RANDOM_BYTES} lower case hexadecimal characters"]
    return check_value(value)


def check_private_key(pem: str) -> list[str]:
    """Find reasons why a text cannot sign access tokens."""
    try:
        key = load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return ["it is no unencrypted private key in PEM form"]
    if not isinstance(key, rsa.RSAPrivateKey):
        return ["it is no RSA key"]
    if key.key_size < RSA_BITS:
        return [f"its RSA key has {key.key_size} bits, at least {RSA_BITS} are needed"]
    return []


def check_value(value: str) -> list[str]:
    """Find reasons why a text of one line cannot be a secret. No reason repeats it."""
    found = []
    if len(value) < MINIMUM_CHARACTERS:
        found.append(f"it has {len(value)} characters, at least {MINIMUM_CHARACTERS} are needed")
    if not value.isascii() or not value.isprintable() or " " in value:
        found.append("it has characters other than printable ASCII")
    if len(set(value)) < _DISTINCT_CHARACTERS:
        found.append("it repeats itself and can be guessed")
    if _PLACEHOLDER.search(value):
        found.append("it looks like a placeholder")
    return found


def _token() -> str:
    return secrets.token_urlsafe(RANDOM_BYTES)


def _phrase() -> str:
    groups = (
        "".join(secrets.choice(_PHRASE_ALPHABET) for _ in range(_GROUP_CHARACTERS))
        for _ in range(_PHRASE_GROUPS)
    )
    return "-".join(groups)
