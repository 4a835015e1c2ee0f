"""A public key whose signatures we believe, named as cosign names it.

Only ECDSA on P-256 is accepted: it is what `cosign generate-key-pair` makes, and one algorithm
leaves nothing to negotiate.
"""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from novaos.errors import EvidenceError, PreconditionError


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """One public key and where it was found."""

    path: Path
    hint: str
    """Base64 of the SHA-256 of the DER key: `publicKey.hint` in bundles made by cosign."""
    public_key: ec.EllipticCurvePublicKey

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check an ECDSA P-256 SHA-256 signature.

        Raises `EvidenceError` if this key did not make it.
        """
        try:
            self.public_key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature as error:
            raise EvidenceError(f"the signature is not by the key {self.path.name}") from error


def load_trusted_key(path: Path) -> TrustedKey:
    """Read a PEM public key.

    Raises `PreconditionError` if the file is missing or holds anything but a P-256 public key.
    """
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except FileNotFoundError as error:
        raise PreconditionError(
            f"the public key {path} is missing",
            fix="run: make sbom (it creates the key pair of the environment)",
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise PreconditionError(f"{path} holds no PEM public key: {error}") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise PreconditionError(f"{path}: expected an ECDSA P-256 public key")
    der = key.public_bytes(
        serialization.Encoding.DER,
        serialization.PublicFormat.SubjectPublicKeyInfo,
    )
    return TrustedKey(path, base64.b64encode(hashlib.sha256(der).digest()).decode(), key)
