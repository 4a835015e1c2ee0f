"""Access tokens: what is issued is accepted, and every forged or broken one is refused."""

import base64
import dataclasses
import functools
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from services.core_api.access.actors import Platform, Role
from services.core_api.access.claims import Claims
from services.core_api.access.key_ring import KeyRing, read_key_ring
from services.core_api.access.principal import Principal
from services.core_api.access.tokens import AccessTokens
from services.core_api.errors import UnauthorisedError
from tests.support.core_api import START
from tests.support.platform_keys import jwt_keys

_USER = "11111111-1111-4111-8111-111111111111"
_SESSION = "22222222-2222-4222-8222-222222222222"
_MEMBER = Principal(Role.MEMBER, Platform.BLACKROSE, _USER, "Ada", _SESSION)
_NOW = int(START.timestamp())
_KEYS = jwt_keys()
_RING = read_key_ring(_KEYS.private, _KEYS.public, _KEYS.public)
_HEADER = {"alg": "RS256", "typ": "at+jwt", "kid": _RING.key_id}
_CLAIMS: dict[str, Any] = {
    "iss": "novaos",
    "aud": "blackrose",
    "sub": _USER,
    "client_id": "web-shell",
    "jti": "j",
    "iat": _NOW,
    "exp": _NOW + 600,
    "role": "member",
    "name": "Ada",
    "sid": _SESSION,
}
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


def _forge(header: Part, payload: Part, pem: str = _KEYS.private) -> str:
    """Sign anything, with our own key unless another one is given."""
    signed = _part(header) + b"." + _part(payload)
    return (signed + b"." + _part(_rs256(signed, pem))).decode()


def _with(**changed: Any) -> str:  # noqa: ANN401 - any JSON value
    return _forge(_HEADER, {**_CLAIMS, **changed})


def _without(*names: str) -> str:
    return _forge(_HEADER, {name: value for name, value in _CLAIMS.items() if name not in names})


def _header(**changed: Any) -> str:  # noqa: ANN401 - any JSON value
    header = {**_HEADER, **changed}
    return _forge({name: value for name, value in header.items() if value is not None}, _CLAIMS)


def _hmac_with(secret: bytes) -> str:
    signed = _part({**_HEADER, "alg": "HS256"}) + b"." + _part(_CLAIMS)
    return (signed + b"." + _part(hmac.new(secret, signed, hashlib.sha256).digest())).decode()


def _tampered() -> str:
    header, _, signature = _with().split(".")
    payload = _part({**_CLAIMS, "role": "admin"}).decode()
    return f"{header}.{payload}.{signature}"


def _unsigned(algorithm: str) -> str:
    return (_part({**_HEADER, "alg": algorithm}) + b"." + _part(_CLAIMS) + b".").decode()


def _twice(name: str, value: str) -> bytes:
    return json.dumps(_CLAIMS).encode()[:-1] + f', "{name}": "{value}"}}'.encode()


def _signature_of_another_algorithm() -> str:
    key = _load(_KEYS.private)
    return jwt.encode(_CLAIMS, key, "PS256", {"typ": "at+jwt", "kid": _RING.key_id})


_GODMODE = {"godmode_bypass": True}
_FORGED: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "one part": lambda: "abc",
    "four parts": lambda: _with() + ".x",
    "a JWE": lambda: _with() + "..",
    "not base64": lambda: "ä.ö.ü",
    "header is no JSON": lambda: _forge(b"{", _CLAIMS),
    "header is a list": lambda: _forge(b"[]", _CLAIMS),
    "header member twice": lambda: _forge(
        json.dumps(_HEADER).encode()[:-1] + b', "alg": "RS256"}', _CLAIMS
    ),
    "payload is no JSON": lambda: _forge(_HEADER, b"{"),
    "payload is a list": lambda: _forge(_HEADER, b"[]"),
    "payload nested without end": lambda: _forge(_HEADER, b'{"a":' * 900),
    "a megabyte": lambda: _with(name="x" * 1_000_000),
    "alg none": lambda: _unsigned("none"),
    "alg None": lambda: _unsigned("None"),
    "no signature": lambda: _with().rpartition(".")[0] + ".",
    "HS256 with the public PEM": lambda: _hmac_with(_KEYS.public.encode()),
    "HS256 with the JWK": lambda: _hmac_with(json.dumps(_RING.jwks()["keys"][0]).encode()),
    "PS256 with our key": _signature_of_another_algorithm,
    "another key": lambda: _forge(_HEADER, _CLAIMS, jwt_keys("strangers").private),
    "tampered payload": _tampered,
    "no kid": lambda: _header(kid=None),
    "unknown kid": lambda: _header(kid="A" * 43),
    "kid is a path": lambda: _header(kid="../../../run/secrets/jwt_public.pem"),
    "kid is SQL": lambda: _header(kid="' OR 1=1 --"),
    "kid is a number": lambda: _header(kid=1),
    "jwk in the header": lambda: _header(jwk=_RING.jwks()["keys"][0]),
    "jku in the header": lambda: _header(jku="https://example.org/jwks.json"),
    "x5u in the header": lambda: _header(x5u="https://example.org/cert.pem"),
    "x5c in the header": lambda: _header(x5c=["MII"]),
    "crit in the header": lambda: _header(crit=["exp"]),
    "b64 false": lambda: _header(b64=False, crit=["b64"]),
    "zip in the header": lambda: _header(zip="DEF"),
    "cty in the header": lambda: _header(cty="JWT"),
    "typ JWT": lambda: _header(typ="JWT"),
    "typ of an export": lambda: _header(typ="novaos-export+jws"),
    "no typ": lambda: _header(typ=None),
    "wrong iss": lambda: _with(iss="evil"),
    "no iss": lambda: _without("iss"),
    "unknown aud": lambda: _with(aud="elsewhere"),
    "aud is a list": lambda: _with(aud=["blackrose", "novaos"]),
    "no aud": lambda: _without("aud"),
    "no exp": lambda: _without("exp"),
    "exp in the past": lambda: _with(exp=_NOW, iat=_NOW - 600),
    "exp is text": lambda: _with(exp=str(_NOW + 600)),
    "exp is not finite": lambda: _forge(_HEADER, b'{"exp": Infinity}'),
    "exp in a thousand years": lambda: _with(exp=_NOW + 10**10),
    "lives an hour": lambda: _with(exp=_NOW + 3600),
    "iat in the future": lambda: _with(iat=_NOW + 60),
    "no iat": lambda: _without("iat"),
    "nbf in the future": lambda: _with(nbf=_NOW + 60),
    "no jti": lambda: _without("jti"),
    "no sub": lambda: _without("sub"),
    "no client_id": lambda: _without("client_id"),
    "no role": lambda: _without("role"),
    "no session": lambda: _without("sid"),
    "session is no UUID": lambda: _with(sid="x"),
    "sub is no UUID": lambda: _with(sub="1"),
    "sub is an agent": lambda: _with(sub="agent:nova"),
    "claim twice": lambda: _forge(_HEADER, _twice("role", "admin")),
    "unknown claim": lambda: _with(scope="everything"),
    "unknown role": lambda: _with(role="root"),
    "role of another platform": lambda: _with(role="parent"),
    "GodMode of a member": lambda: _with(**_GODMODE),
    "GodMode is text": lambda: _with(role="godmode", godmode_bypass="true"),
    "family on Black Rose": lambda: _with(fam=_USER),
    "creator on GypsyCove": lambda: _with(aud="gypsycove", role="parent", cre=_USER),
    "operator": lambda: _with(aud="internal", role="operator"),
    "agent with a session": lambda: _with(aud="internal", role="agent", sub="agent:nova"),
    "unknown agent": lambda: _with(aud="internal", role="agent", sub="agent:atlas", sid=""),
    "agent without prefix": lambda: _with(aud="internal", role="agent", sub="nova", sid=""),
    "another relay": lambda: _with(aud="internal", role="relay", sub="service:x", sid=""),
}


@pytest.fixture
def tokens() -> AccessTokens:
    return AccessTokens(_RING)


def test_the_forger_can_make_good_tokens(tokens: AccessTokens) -> None:
    assert tokens.verify(_with(), START) == _MEMBER


@pytest.mark.parametrize("name", _FORGED)
def test_a_forged_or_broken_token_is_refused(tokens: AccessTokens, name: str) -> None:
    token = _FORGED[name]()
    with pytest.raises(UnauthorisedError) as caught:
        tokens.verify(token, START)
    assert token == "" or token not in caught.value.reason
    with pytest.raises(UnauthorisedError):
        tokens.verify(token, START)


def test_what_is_issued_is_accepted_until_it_expires(tokens: AccessTokens) -> None:
    token = tokens.issue_to_person(_MEMBER, START)
    assert tokens.verify(token, START) == _MEMBER
    assert tokens.verify(token, START + timedelta(seconds=599)) == _MEMBER
    with pytest.raises(UnauthorisedError, match="expired"):
        tokens.verify(token, START + timedelta(seconds=600))
    with pytest.raises(UnauthorisedError, match="not valid yet"):
        tokens.verify(token, START - timedelta(seconds=1))


def test_the_header_has_three_members_and_the_claims_are_rfc_9068(tokens: AccessTokens) -> None:
    token = tokens.issue_to_person(_MEMBER, START)
    assert jwt.get_unverified_header(token) == _HEADER
    claims = jwt.decode(
        token,
        _KEYS.public,
        algorithms=["RS256"],
        audience="blackrose",
        issuer="novaos",
        options={
            "require": ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"],
            "verify_exp": False,
        },
    )
    assert claims["exp"] - claims["iat"] == 600
    assert set(claims) <= set(Claims.__struct_fields__)


@pytest.mark.parametrize(
    "principal",
    [
        _MEMBER,
        dataclasses.replace(_MEMBER, role=Role.CREATOR, creator=_USER),
        Principal(Role.PARENT, Platform.GYPSYCOVE, _USER, "P", _SESSION, family=_USER),
        Principal(Role.ADMIN, Platform.NOVAOS, _USER, "Ä", _SESSION, must_change_password=True),
        Principal(Role.GODMODE, Platform.GYPSYCOVE, _USER, "F", _SESSION, godmode_bypass=True),
    ],
)
def test_a_token_says_all_of_its_principal(tokens: AccessTokens, principal: Principal) -> None:
    assert tokens.verify(tokens.issue_to_person(principal, START), START) == principal


def test_machines_get_tokens_of_their_own(tokens: AccessTokens) -> None:
    nova = tokens.verify(tokens.issue_to_agent("nova", START), START)
    assert (nova.role, nova.platform, nova.subject) == (Role.AGENT, Platform.INTERNAL, "nova")
    relay = tokens.verify(tokens.issue_to_relay("echo-ws", START), START)
    assert (relay.role, relay.platform) == (Role.RELAY, Platform.INTERNAL)


def test_two_tokens_are_never_the_same(tokens: AccessTokens) -> None:
    assert tokens.issue_to_agent("nova", START) != tokens.issue_to_agent("nova", START)


def test_an_export_is_no_access_token(tokens: AccessTokens) -> None:
    with pytest.raises(UnauthorisedError, match="header"):
        tokens.verify(tokens.sign_export(json.dumps(_CLAIMS).encode()), START)


def test_verified_tokens_are_remembered_within_bounds(
    tokens: AccessTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.core_api.access.tokens._REMEMBERED_MAX", 3)
    issued = [tokens.issue_to_agent("nova", START) for _ in range(5)]
    for token in issued:
        tokens.verify(token, START)
    assert list(tokens._verified) == issued[2:]


def _ring(signing: str, other: str) -> KeyRing:
    keys = jwt_keys(signing)
    return read_key_ring(keys.private, keys.public, jwt_keys(other).public)


def test_a_rotation_refuses_no_token_that_is_alive() -> None:
    old, announced = _ring("first", "first"), _ring("first", "second")
    switched, done = _ring("second", "first"), _ring("second", "second")
    before = AccessTokens(old).issue_to_person(_MEMBER, START)
    after = AccessTokens(switched).issue_to_person(_MEMBER, START)
    for ring in (announced, switched):
        assert AccessTokens(ring).verify(before, START) == _MEMBER
        assert AccessTokens(ring).verify(after, START) == _MEMBER
    assert AccessTokens(done).verify(after, START) == _MEMBER
    with pytest.raises(UnauthorisedError, match="not ours"):
        AccessTokens(done).verify(before, START)
    with pytest.raises(UnauthorisedError, match="not ours"):
        AccessTokens(old).verify(after, START)
