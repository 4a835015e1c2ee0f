"""Prove a summary: ECDSA P-256 with SHA-256, by the key with which the environment signs images.

1. Both parts are base64. 2. The signature is over the exact bytes of the payload. 3. Only then the
payload is read; it must have the members of `Summary`.
"""

import base64
import binascii
from datetime import datetime
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from services.core_api.errors import ForbiddenError, MalformedError

Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256:[0-9a-f]{64}\Z")]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}\Z")]
Image = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
_WORKLOADS_MAX = 100


class SummaryWorkload(msgspec.Struct, frozen=True):
    """What one workload was deployed from; more members may follow and are kept as they are."""

    workload: Name
    image: Image
    digest: Digest


class Summary(msgspec.Struct, frozen=True):
    """What the deployment says that runs."""

    environment: Name
    published_at: datetime
    workloads: Annotated[tuple[SummaryWorkload, ...], msgspec.Meta(max_length=_WORKLOADS_MAX)]


class ProvedSummary(msgspec.Struct, frozen=True):
    """A summary with what proves it."""

    summary: Summary
    payload: bytes
    signature: bytes


def prove_summary(payload: str, signature: str, public_key: str) -> ProvedSummary:
    """Verify and read a summary.

    Raises `ForbiddenError` if the signature does not prove it, `MalformedError` for anything else.
    """
    content, proof = _decode("payload", payload), _decode("signature", signature)  # (1)
    key = load_pem_public_key(public_key.encode())
    if not isinstance(key, EllipticCurvePublicKey):
        raise ForbiddenError("core-api has no ECDSA key to verify with; deploy its secrets again")
    try:
        key.verify(proof, content, ECDSA(SHA256()))  # (2)
    except InvalidSignature as error:
        raise ForbiddenError(
            "the signature is not that of this environment; sign with its cosign key",
        ) from error
    return ProvedSummary(read_summary(content), content, proof)


def read_summary(content: bytes) -> Summary:
    """Read a payload whose signature was verified."""
    try:
        summary = msgspec.json.decode(content, type=Summary)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:  # (3)
        raise MalformedError(f"payload: {error}") from error
    if summary.published_at.tzinfo is None:
        raise MalformedError("payload: published_at has no offset; write it in UTC")
    names = [one.workload for one in summary.workloads]
    if len(names) != len(set(names)):
        raise MalformedError("payload: a workload is there twice")
    return summary


def _decode(member: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError(f"{member}: expected base64") from error
