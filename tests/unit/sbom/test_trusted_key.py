"""A trusted key is a P-256 public key and nothing else."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from novaos.errors import PreconditionError
from sbom.trusted_key import load_trusted_key
from tests.support.signing import make_signer


def _pem(key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.PEM,
        serialization.PublicFormat.SubjectPublicKeyInfo,
    )


def test_hint_is_the_one_cosign_writes(tmp_path: Path) -> None:
    # A public key and the hint that cosign 3.0.2 wrote into a bundle signed with it.
    path = tmp_path / "cosign.pub"
    path.write_text(
        "-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjF78/iictekg70J0TUWW2hkwJcb4\n"
        "7dT0nxsxIsXUatUP3qt6nuYfYy9DAq42IOjepreElJ4yABFjx1hy/KBoIg==\n"
        "-----END PUBLIC KEY-----\n"
    )
    assert load_trusted_key(path).hint == "OvNgbhwedYsYJdkwmmiI0BZ+TX9vRSSm83PtUaAsEWg="


def test_missing_key_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(PreconditionError) as caught:
        load_trusted_key(tmp_path / "cosign.pub")
    assert "cosign.pub is missing" in caught.value.message
    assert "make sbom" in caught.value.fix


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a key",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        _pem(ec.generate_private_key(ec.SECP384R1()).public_key()),
        _pem(ed25519.Ed25519PrivateKey.generate().public_key()),
    ],
    ids=["empty", "text", "truncated", "p384", "ed25519"],
)
def test_any_other_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = make_signer(tmp_path / "cosign.pub").trusted.path
    path.write_bytes(content)
    with pytest.raises(PreconditionError):
        load_trusted_key(path)
