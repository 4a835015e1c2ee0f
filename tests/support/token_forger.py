"""A forger of access tokens: signs anything, with our own key or another one.

Unchanged, its header and claims are those of a good token.
"""

import base64
import functools
import hashlib
import hmac
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from services.core_api.access.actors import Platform, Role
from services.core_api.access.key_ring import read_key_ring
from services.core_api.access.principal import Principal
from tests.support.core_api import START
from tests.support.platform_keys import jwt_keys

USER = "11111111-1111-4111-8111-111111111111"
SESSION = "22222222-2222-4222-8222-222222222222"
NOW = int(START.timestamp())
PASSWORD_AT = NOW - 3600
MEMBER = Principal(
    Role.MEMBER, Platform.BLACKROSE, USER, "Ada", SESSION, authenticated_at=PASSWORD_AT
)
KEYS = jwt_keys()
RING = read_key_ring(KEYS.private, KEYS.public, KEYS.public)
HEADER = {"alg": "RS256", "typ": "at+jwt", "kid": RING.key_id}
CLAIMS: dict[str, Any] = {
    "iss": "novaos",
    "aud": "blackrose",
    "sub": USER,
    "client_id": "web-shell",
    "jti": "j",
    "iat": NOW,
    "exp": NOW + 600,
    "role": "member",
    "name": "Ada",
    "sid": SESSION,
    "auth_time": PASSWORD_AT,
}
AGENT: dict[str, Any] = {
    "aud": "internal",
    "role": "agent",
    "sub": "agent:nova",
    "sid": "",
    "auth_time": None,
}
"""The claims in which a good token of an agent differs."""
Part = dict[str, Any] | bytes


def _part(value: Part) -> bytes:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=")


@functools.cache
def _load(pem: str) -> RSAPrivateKey:
    # Reading a key checks it, which takes a tenth of a second.
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


def _rs256(signed: bytes, pem: str) -> bytes:
    return jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(signed, _load(pem))


def forge(header: Part, payload: Part, pem: str = KEYS.private) -> str:
    """Sign anything, with our own key unless another one is given."""
    signed = _part(header) + b"." + _part(payload)
    return (signed + b"." + _part(_rs256(signed, pem))).decode()


def with_claims(**changed: Any) -> str:  # noqa: ANN401 - any JSON value
    """Sign our claims with some changed."""
    return forge(HEADER, {**CLAIMS, **changed})


def without_claims(*names: str) -> str:
    """Sign our claims without some."""
    return forge(HEADER, {name: value for name, value in CLAIMS.items() if name not in names})


def with_header(**changed: Any) -> str:  # noqa: ANN401 - any JSON value
    """Sign our claims under a changed header; None takes a member away."""
    header = {**HEADER, **changed}
    return forge({name: value for name, value in header.items() if value is not None}, CLAIMS)


def signed_by_hmac(secret: bytes) -> str:
    """Sign with HS256, whose secret is anything."""
    signed = _part({**HEADER, "alg": "HS256"}) + b"." + _part(CLAIMS)
    return (signed + b"." + _part(hmac.new(secret, signed, hashlib.sha256).digest())).decode()


def tampered() -> str:
    """Change the payload below a good signature."""
    header, _, signature = with_claims().split(".")
    payload = _part({**CLAIMS, "role": "admin"}).decode()
    return f"{header}.{payload}.{signature}"


def unsigned(algorithm: str) -> str:
    """Name an algorithm and leave the signature empty."""
    return (_part({**HEADER, "alg": algorithm}) + b"." + _part(CLAIMS) + b".").decode()


def claim_twice(name: str, value: str) -> bytes:
    """Return our claims as JSON that names one twice."""
    return json.dumps(CLAIMS).encode()[:-1] + f', "{name}": "{value}"}}'.encode()


def signed_as_pss() -> str:
    """Sign with our key, but PS256."""
    key = _load(KEYS.private)
    return jwt.encode(CLAIMS, key, "PS256", {"typ": "at+jwt", "kid": RING.key_id})
