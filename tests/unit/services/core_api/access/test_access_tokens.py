"""Access tokens: what is issued is accepted, and every forged or broken one is refused."""

import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta

import jwt
import pytest

from services.core_api.access.actors import Platform, Role
from services.core_api.access.claims import Claims
from services.core_api.access.key_ring import KeyRing, read_key_ring
from services.core_api.access.principal import Principal
from services.core_api.access.tokens import AccessTokens
from services.core_api.errors import UnauthorisedError
from tests.support.core_api import START
from tests.support.platform_keys import jwt_keys
from tests.support.token_forger import (
    AGENT,
    CLAIMS,
    HEADER,
    KEYS,
    MEMBER,
    NOW,
    PASSWORD_AT,
    RING,
    SESSION,
    USER,
    claim_twice,
    forge,
    signed_as_pss,
    signed_by_hmac,
    tampered,
    unsigned,
    with_claims,
    with_header,
    without_claims,
)

_GODMODE = {"godmode_bypass": True}
_FORGED: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "one part": lambda: "abc",
    "four parts": lambda: with_claims() + ".x",
    "a JWE": lambda: with_claims() + "..",
    "not base64": lambda: "ä.ö.ü",
    "header is no JSON": lambda: forge(b"{", CLAIMS),
    "header is a list": lambda: forge(b"[]", CLAIMS),
    "header member twice": lambda: forge(
        json.dumps(HEADER).encode()[:-1] + b', "alg": "RS256"}', CLAIMS
    ),
    "payload is no JSON": lambda: forge(HEADER, b"{"),
    "payload is a list": lambda: forge(HEADER, b"[]"),
    "payload nested without end": lambda: forge(HEADER, b'{"a":' * 900),
    "a megabyte": lambda: with_claims(name="x" * 1_000_000),
    "alg none": lambda: unsigned("none"),
    "alg None": lambda: unsigned("None"),
    "no signature": lambda: with_claims().rpartition(".")[0] + ".",
    "HS256 with the public PEM": lambda: signed_by_hmac(KEYS.public.encode()),
    "HS256 with the JWK": lambda: signed_by_hmac(json.dumps(RING.jwks()["keys"][0]).encode()),
    "PS256 with our key": signed_as_pss,
    "another key": lambda: forge(HEADER, CLAIMS, jwt_keys("strangers").private),
    "tampered payload": tampered,
    "no kid": lambda: with_header(kid=None),
    "unknown kid": lambda: with_header(kid="A" * 43),
    "kid is a path": lambda: with_header(kid="../../../run/secrets/jwt_public.pem"),
    "kid is SQL": lambda: with_header(kid="' OR 1=1 --"),
    "kid is a number": lambda: with_header(kid=1),
    "jwk in the header": lambda: with_header(jwk=RING.jwks()["keys"][0]),
    "jku in the header": lambda: with_header(jku="https://example.org/jwks.json"),
    "x5u in the header": lambda: with_header(x5u="https://example.org/cert.pem"),
    "x5c in the header": lambda: with_header(x5c=["MII"]),
    "crit in the header": lambda: with_header(crit=["exp"]),
    "b64 false": lambda: with_header(b64=False, crit=["b64"]),
    "zip in the header": lambda: with_header(zip="DEF"),
    "cty in the header": lambda: with_header(cty="JWT"),
    "typ JWT": lambda: with_header(typ="JWT"),
    "typ of an export": lambda: with_header(typ="novaos-export+jws"),
    "no typ": lambda: with_header(typ=None),
    "wrong iss": lambda: with_claims(iss="evil"),
    "no iss": lambda: without_claims("iss"),
    "unknown aud": lambda: with_claims(aud="elsewhere"),
    "aud is a list": lambda: with_claims(aud=["blackrose", "novaos"]),
    "no aud": lambda: without_claims("aud"),
    "no exp": lambda: without_claims("exp"),
    "exp in the past": lambda: with_claims(exp=NOW, iat=NOW - 600),
    "exp is text": lambda: with_claims(exp=str(NOW + 600)),
    "exp is not finite": lambda: forge(HEADER, b'{"exp": Infinity}'),
    "exp in a thousand years": lambda: with_claims(exp=NOW + 10**10),
    "lives an hour": lambda: with_claims(exp=NOW + 3600),
    "iat in the future": lambda: with_claims(iat=NOW + 60),
    "no iat": lambda: without_claims("iat"),
    "nbf in the future": lambda: with_claims(nbf=NOW + 60),
    "no jti": lambda: without_claims("jti"),
    "no sub": lambda: without_claims("sub"),
    "no client_id": lambda: without_claims("client_id"),
    "no role": lambda: without_claims("role"),
    "no auth_time": lambda: without_claims("auth_time"),
    "auth_time is null": lambda: with_claims(auth_time=None),
    "auth_time is text": lambda: with_claims(auth_time=str(NOW)),
    "auth_time has a fraction": lambda: with_claims(auth_time=NOW - 0.5),
    "auth_time is negative": lambda: with_claims(auth_time=-1),
    "auth_time in the future": lambda: with_claims(auth_time=NOW + 1),
    "no session": lambda: without_claims("sid"),
    "session is no UUID": lambda: with_claims(sid="x"),
    "sub is no UUID": lambda: with_claims(sub="1"),
    "sub is an agent": lambda: with_claims(sub="agent:nova"),
    "claim twice": lambda: forge(HEADER, claim_twice("role", "admin")),
    "unknown claim": lambda: with_claims(scope="everything"),
    "unknown role": lambda: with_claims(role="root"),
    "role of another platform": lambda: with_claims(role="parent"),
    "GodMode of a member": lambda: with_claims(**_GODMODE),
    "GodMode is text": lambda: with_claims(role="godmode", godmode_bypass="true"),
    "family on Black Rose": lambda: with_claims(fam=USER),
    "creator on GypsyCove": lambda: with_claims(aud="gypsycove", role="parent", cre=USER),
    "operator": lambda: with_claims(aud="internal", role="operator"),
    "agent with a session": lambda: with_claims(**AGENT | {"sid": SESSION}),
    "agent with a password": lambda: with_claims(**AGENT | {"auth_time": NOW}),
    "unknown agent": lambda: with_claims(**AGENT | {"sub": "agent:atlas"}),
    "agent without prefix": lambda: with_claims(**AGENT | {"sub": "nova"}),
    "another relay": lambda: with_claims(**AGENT | {"role": "relay", "sub": "service:x"}),
}


@pytest.fixture
def tokens() -> AccessTokens:
    return AccessTokens(RING)


def test_the_forger_can_make_good_tokens(tokens: AccessTokens) -> None:
    assert tokens.verify(with_claims(), START) == MEMBER
    assert tokens.verify(with_claims(**AGENT), START).subject == "nova"


def test_a_new_token_of_an_old_login_says_when_the_password_was_given(
    tokens: AccessTokens,
) -> None:
    later = START + timedelta(hours=5)
    token = tokens.issue_to_person(MEMBER, later)
    assert tokens.verify(token, later).authenticated_at == PASSWORD_AT


def test_a_clock_that_was_set_back_leaves_tokens_good(tokens: AccessTokens) -> None:
    ahead = dataclasses.replace(MEMBER, authenticated_at=NOW + 60)
    assert tokens.verify(tokens.issue_to_person(ahead, START), START).authenticated_at == NOW


@pytest.mark.parametrize("name", _FORGED)
def test_a_forged_or_broken_token_is_refused(tokens: AccessTokens, name: str) -> None:
    token = _FORGED[name]()
    with pytest.raises(UnauthorisedError) as caught:
        tokens.verify(token, START)
    assert token == "" or token not in caught.value.reason
    with pytest.raises(UnauthorisedError):
        tokens.verify(token, START)


def test_what_is_issued_is_accepted_until_it_expires(tokens: AccessTokens) -> None:
    token = tokens.issue_to_person(MEMBER, START)
    assert tokens.verify(token, START) == MEMBER
    assert tokens.verify(token, START + timedelta(seconds=599)) == MEMBER
    with pytest.raises(UnauthorisedError, match="expired"):
        tokens.verify(token, START + timedelta(seconds=600))
    with pytest.raises(UnauthorisedError, match="not valid yet"):
        tokens.verify(token, START - timedelta(seconds=1))


def test_the_header_has_three_members_and_the_claims_are_rfc_9068(tokens: AccessTokens) -> None:
    token = tokens.issue_to_person(MEMBER, START)
    assert jwt.get_unverified_header(token) == HEADER
    claims = jwt.decode(
        token,
        KEYS.public,
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
        MEMBER,
        dataclasses.replace(MEMBER, role=Role.CREATOR, creator=USER),
        Principal(Role.PARENT, Platform.GYPSYCOVE, USER, "P", SESSION, family=USER),
        Principal(Role.ADMIN, Platform.NOVAOS, USER, "Ä", SESSION, must_change_password=True),
        Principal(Role.GODMODE, Platform.GYPSYCOVE, USER, "F", SESSION, godmode_bypass=True),
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
        tokens.verify(tokens.sign_export(json.dumps(CLAIMS).encode()), START)


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
    before = AccessTokens(old).issue_to_person(MEMBER, START)
    after = AccessTokens(switched).issue_to_person(MEMBER, START)
    for ring in (announced, switched):
        assert AccessTokens(ring).verify(before, START) == MEMBER
        assert AccessTokens(ring).verify(after, START) == MEMBER
    assert AccessTokens(done).verify(after, START) == MEMBER
    with pytest.raises(UnauthorisedError, match="not ours"):
        AccessTokens(done).verify(before, START)
    with pytest.raises(UnauthorisedError, match="not ours"):
        AccessTokens(old).verify(after, START)
