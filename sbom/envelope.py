"""Verify a sigstore bundle v0.3 that holds one key-signed DSSE envelope, without any tool.

Procedure of `verify_envelope`; the numbers repeat in the code. The caller has to check what the
statement says (subject, predicate type, predicate): a valid signature only says who claims it.

1. The bundle is small enough, strict JSON, and of media type v0.3.
2. Its verification material is a public key: certificates (keyless) need a trusted root that this
   verifier does not have, so they are refused rather than half checked.
3. The envelope has the in-toto payload type and exactly one signature.
4. Payload and signature are strict base64.
5. The signature over the DSSE pre-authentication encoding is by one of the trusted keys.
6. Only then is the payload parsed, as an in-toto Statement v1.

https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto
https://github.com/secure-systems-lab/dsse/blob/v1.0.0/protocol.md
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from novaos.errors import EvidenceError
from sbom.statement import Statement, parse_statement
from sbom.strict_json import parse_object
from sbom.trusted_key import TrustedKey

BUNDLE_MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
_MAX_SIGNATURE_BYTES = 256
"""A DER-encoded P-256 signature has at most 72 bytes."""


def verify_envelope(bundle: bytes, keys: Sequence[TrustedKey], what: str) -> Statement:
    """Return the statement in `bundle` if one of `keys` signed it; messages call it `what`.

    Raises `EvidenceError` for every other bundle.
    """
    fields = parse_object(bundle, what)  # (1)
    if fields.get("mediaType") != BUNDLE_MEDIA_TYPE:
        raise EvidenceError(
            f"{what}: media type is {fields.get('mediaType')!r}, expected {BUNDLE_MEDIA_TYPE}",
        )
    hint = _require_key_hint(fields.get("verificationMaterial"), what)  # (2)
    envelope = fields.get("dsseEnvelope")
    if not isinstance(envelope, dict) or envelope.get("payloadType") != PAYLOAD_TYPE:  # (3)
        raise EvidenceError(f"{what}: no DSSE envelope of payload type {PAYLOAD_TYPE}")
    payload = _decode(envelope.get("payload"), f"{what}: payload")  # (4)
    signature = _require_signature(envelope.get("signatures"), what)  # (3), (4)
    _verify_signature(signature, pre_authentication_encoding(payload), keys, hint, what)  # (5)
    return parse_statement(payload, what)  # (6)


def pre_authentication_encoding(payload: bytes) -> bytes:
    """DSSE v1 PAE: the bytes that are signed."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _require_key_hint(material: object, what: str) -> str:
    if not isinstance(material, dict) or not isinstance(material.get("publicKey"), dict):
        raise EvidenceError(
            f"{what}: the verification material is not a public key",
            fix="sign with the key pair of the environment",
        )
    if other := sorted(material.keys() & {"certificate", "x509CertificateChain"}):
        raise EvidenceError(f"{what}: a public key and {other} at once")
    return str(material["publicKey"].get("hint", ""))


def _require_signature(signatures: object, what: str) -> bytes:
    if not isinstance(signatures, list) or len(signatures) != 1:
        count = len(signatures) if isinstance(signatures, list) else 0
        raise EvidenceError(f"{what}: {count} signatures, expected exactly 1")
    first: Any = signatures[0]
    signature = _decode(first.get("sig") if isinstance(first, dict) else None, f"{what}: signature")
    if len(signature) > _MAX_SIGNATURE_BYTES:
        raise EvidenceError(f"{what}: the signature has {len(signature)} bytes")
    return signature


def _decode(text: object, what: str) -> bytes:
    if not isinstance(text, str) or not text:
        raise EvidenceError(f"{what} is missing")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EvidenceError(f"{what} is not base64: {error}") from error


def _verify_signature(
    signature: bytes,
    message: bytes,
    keys: Sequence[TrustedKey],
    hint: str,
    what: str,
) -> None:
    for key in keys:
        try:
            key.verify(signature, message)
        except EvidenceError:
            continue
        return
    trusted = ", ".join(f"{key.path.name} ({key.hint})" for key in keys) or "no key at all"
    raise EvidenceError(
        f"{what}: not signed by a trusted key: it names key {hint or 'none'}, trusted: {trusted}",
        fix="sign the image again with the environment's key: make sbom",
    )
