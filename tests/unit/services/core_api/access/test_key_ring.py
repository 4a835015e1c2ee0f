"""Keys: which are refused, and how they are published."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from services.core_api.access.key_ring import read_key_ring, thumbprint
from services.core_api.errors import SettingsError
from tests.support.platform_keys import jwt_keys, supply_keys

_GOOD = jwt_keys()
_OTHER = jwt_keys("second")
_WEAK = jwt_keys("weak", 2048)


def _encrypted() -> str:
    key = load_pem_private_key(_GOOD.private.encode(), None)
    return key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    ).decode()


def _ed25519() -> tuple[str, str]:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private.decode(), public.decode()


@pytest.mark.parametrize(
    ("private", "public", "other", "reason"),
    [
        ("", _GOOD.public, _GOOD.public, "jwt_private.pem is no private key"),
        (_GOOD.public, _GOOD.public, _GOOD.public, "jwt_private.pem is no private key"),
        (_encrypted(), _GOOD.public, _GOOD.public, "without password"),
        (_WEAK.private, _WEAK.public, _WEAK.public, "jwt_private.pem is not RSA of 3072"),
        (_ed25519()[0], _GOOD.public, _GOOD.public, "jwt_private.pem is not RSA of 3072"),
        (_GOOD.private, _OTHER.public, _GOOD.public, "is not the one of jwt_private.pem"),
        (_GOOD.private, "", _GOOD.public, "jwt_public.pem is no public key"),
        (_GOOD.private, _GOOD.public, "", "jwt_public_other.pem is no public key"),
        (_GOOD.private, _GOOD.public, _WEAK.public, "jwt_public_other.pem is not RSA of 3072"),
        (_GOOD.private, _GOOD.public, supply_keys().public, "jwt_public_other.pem is not RSA"),
    ],
)
def test_a_key_that_cannot_be_used_is_named_and_not_shown(
    private: str, public: str, other: str, reason: str
) -> None:
    with pytest.raises(SettingsError, match=reason) as caught:
        read_key_ring(private, public, other)
    assert "BEGIN" not in str(caught.value)


def test_both_keys_of_a_rotation_are_published() -> None:
    ring = read_key_ring(_GOOD.private, _GOOD.public, _OTHER.public)
    keys = jwt.PyJWKSet.from_dict(ring.jwks())
    assert [key.key_id for key in keys.keys] == list(ring.public)
    assert len(ring.public) == 2
    assert {tuple(sorted(key)) for key in ring.jwks()["keys"]} == {
        ("alg", "e", "kid", "kty", "n", "use")
    }


def test_one_key_is_published_once() -> None:
    ring = read_key_ring(_GOOD.private, _GOOD.public, _GOOD.public)
    assert [key["kid"] for key in ring.jwks()["keys"]] == [ring.key_id]


def test_a_key_id_is_the_thumbprint_of_rfc_7638() -> None:
    # The example of RFC 7638, section 3.1.
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP"
        "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvzq"
        "Y368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0"
        "fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    number = jwt.utils.from_base64url_uint(modulus)
    key = RSAPublicNumbers(65537, number).public_key()
    assert thumbprint(key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
