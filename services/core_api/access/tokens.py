"""Issue and verify access tokens: JWT, RS256, RFC 9068, with the cautions of RFC 8725.

Verification, in this order: 1. The token is short and has three parts. 2. Its header has exactly
the members alg, typ and kid, each once, with the only values that we issue: nothing that brings or
names a key from elsewhere (jwk, jku, x5c, x5u) and no `crit`. 3. The key comes from the local ring.
4. PyJWT verifies the signature, with this one algorithm. 5. The claims are strict and possible, at
this moment. Signatures and claims that passed are remembered; the moment is judged each time.
"""

import base64
import binascii
import uuid
from collections import OrderedDict
from datetime import datetime
from typing import Any

import jwt
import msgspec

from services.core_api.access.actors import Platform, Role
from services.core_api.access.claims import (
    AGENT_SUBJECT,
    ISSUER,
    LIFETIME_SECONDS,
    RELAY_SUBJECT,
    Claims,
    check_claims,
    principal_of,
    read_object,
)
from services.core_api.access.key_ring import KeyRing
from services.core_api.access.principal import Principal
from services.core_api.errors import UnauthorisedError

ALGORITHM = "RS256"
ACCESS_TYPE = "at+jwt"
EXPORT_TYPE = "novaos-export+jws"
_CHARACTERS_MAX = 4096
_PARTS = 3
_REMEMBERED_MAX = 4096
_JWS = jwt.PyJWS(algorithms=[ALGORITHM], options={"enforce_minimum_key_length": True})
_CLIENT_OF_PLATFORM = {
    Platform.NOVAOS: "novaos-console",
    Platform.BLACKROSE: "web-shell",
    Platform.GYPSYCOVE: "gypsy-cove",
}


class AccessTokens:
    """Tokens of one key ring, and those that were verified lately."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._verified: OrderedDict[str, Claims] = OrderedDict()

    def issue_to_person(self, principal: Principal, now: datetime) -> str:
        """Issue a token for a login."""
        common = _common(now, _CLIENT_OF_PLATFORM[principal.platform])
        claims = Claims(
            **common,
            aud=principal.platform,
            sub=principal.subject,
            role=principal.role,
            name=principal.name,
            sid=principal.session,
            fam=principal.family,
            cre=principal.creator,
            godmode_bypass=principal.godmode_bypass,
            pwd=principal.must_change_password,
            # A clock that was set back must not make the session's tokens worthless.
            auth_time=min(principal.authenticated_at, common["iat"]),
        )
        return self._sign(msgspec.json.encode(claims), ACCESS_TYPE)

    def issue_to_agent(self, name: str, now: datetime) -> str:
        """Issue a token for an agent that proved itself."""
        common = _common(now, f"agent-{name}")
        sub = f"{AGENT_SUBJECT}{name}"
        claims = Claims(**common, aud=Platform.INTERNAL, sub=sub, role=Role.AGENT, name=name)
        return self._sign(msgspec.json.encode(claims), ACCESS_TYPE)

    def issue_to_relay(self, name: str, now: datetime) -> str:
        """Issue a token for the relay."""
        common = _common(now, name)
        sub = RELAY_SUBJECT
        claims = Claims(**common, aud=Platform.INTERNAL, sub=sub, role=Role.RELAY, name=name)
        return self._sign(msgspec.json.encode(claims), ACCESS_TYPE)

    def sign_export(self, document: bytes) -> str:
        """Sign a document for keeping; its type makes it worthless as an access token."""
        return self._sign(document, EXPORT_TYPE)

    def verify(self, token: str, now: datetime) -> Principal:
        """Return who the token speaks for.

        Raises `UnauthorisedError` if it proves nothing.
        """
        claims = self._verified.get(token) or self._verify_anew(token)
        if found := check_claims(claims, now.timestamp()):  # (5)
            raise UnauthorisedError(f"{found[0]}; log in again")
        return principal_of(claims)

    def _verify_anew(self, token: str) -> Claims:
        if len(token) > _CHARACTERS_MAX or token.count(".") != _PARTS - 1:  # (1)
            raise UnauthorisedError("this is no access token")
        key = self._keys.public.get(_read_key_id(token))  # (2)
        if key is None:  # (3)
            raise UnauthorisedError("the token is signed with a key that is not ours")
        try:
            payload = _JWS.decode(token, key, algorithms=[ALGORITHM])  # (4)
        except jwt.PyJWTError as error:
            raise UnauthorisedError("the token's signature is not valid") from error
        claims = _read_claims(payload)
        self._verified[token] = claims
        while len(self._verified) > _REMEMBERED_MAX:
            self._verified.popitem(last=False)
        return claims

    def _sign(self, payload: bytes, kind: str) -> str:
        headers = {"typ": kind, "kid": self._keys.key_id}
        return _JWS.encode(payload, self._keys.private, algorithm=ALGORITHM, headers=headers)


def _common(now: datetime, client: str) -> dict[str, Any]:
    issued = int(now.timestamp())
    expires = issued + LIFETIME_SECONDS
    jti = str(uuid.uuid4())
    return {"iss": ISSUER, "iat": issued, "exp": expires, "jti": jti, "client_id": client}


def _read_key_id(token: str) -> str:
    try:
        encoded = token.partition(".")[0].encode("ascii")
        header = read_object(base64.urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise UnauthorisedError("the token's header cannot be read") from error
    key_id = header.pop("kid", None)
    if header != {"alg": ALGORITHM, "typ": ACCESS_TYPE} or not isinstance(key_id, str):
        raise UnauthorisedError("the token's header is not that of an access token")
    return key_id


def _read_claims(payload: bytes) -> Claims:
    try:
        read_object(payload)
        return msgspec.json.decode(payload, type=Claims, strict=True)
    except (ValueError, TypeError, RecursionError, msgspec.DecodeError) as error:
        raise UnauthorisedError("the token's claims are not those of an access token") from error
