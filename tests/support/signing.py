"""Real P-256 keys and sigstore bundles, made without cosign, for offline tests."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sbom.envelope import BUNDLE_MEDIA_TYPE, PAYLOAD_TYPE, pre_authentication_encoding
from sbom.trusted_key import TrustedKey, load_trusted_key


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and its public half as the verifier knows it."""

    private_key: ec.EllipticCurvePrivateKey
    trusted: TrustedKey

    def bundle(self, payload: bytes) -> dict[str, Any]:
        """Return a bundle as cosign writes it, to be spoiled by a test."""
        message = pre_authentication_encoding(payload)
        signature = self.private_key.sign(message, ec.ECDSA(hashes.SHA256()))
        return {
            "mediaType": BUNDLE_MEDIA_TYPE,
            "verificationMaterial": {"publicKey": {"hint": self.trusted.hint}},
            "dsseEnvelope": {
                "payload": base64.b64encode(payload).decode(),
                "payloadType": PAYLOAD_TYPE,
                "signatures": [{"sig": base64.b64encode(signature).decode()}],
            },
        }

    def sign(self, payload: bytes) -> bytes:
        """Return the bytes of a valid bundle."""
        return json.dumps(self.bundle(payload)).encode()


def make_signer(path: Path) -> Signer:
    """Make a key and write its public half to `path`."""
    private_key = ec.generate_private_key(ec.SECP256R1())
    pem = private_key.public_key().public_bytes(
        serialization.Encoding.PEM,
        serialization.PublicFormat.SubjectPublicKeyInfo,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pem)
    return Signer(private_key, load_trusted_key(path))
