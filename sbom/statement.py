"""The in-toto Statement v1: which artifact a predicate speaks of.

Rendering is canonical (sorted keys, no spaces), so equal claims are equal bytes. Parsing refuses
what the specification does not allow; it says nothing about who signed the statement.
https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from novaos.errors import EvidenceError, PreconditionError
from novaos.evidence import STATEMENT_TYPE
from novaos.reference import Digest, ImageReference
from sbom.strict_json import parse_object

SIGNATURE = "https://sigstore.dev/cosign/sign/v1"
"""Predicate type that cosign 3 gives an image signature (pkg/types/predicate.go, v3.0.2)."""
_MAX_SUBJECTS = 16
"""Ours have one; the bound keeps a hostile statement small."""
_FIELDS = {"_type", "subject", "predicateType", "predicate"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim of one type about the subjects."""

    predicate_type: str
    subject_digests: tuple[Digest, ...]
    predicate: Mapping[str, Any]


def render_statement(
    image: ImageReference,
    predicate_type: str,
    predicate: Mapping[str, Any],
) -> bytes:
    """Canonical bytes of the statement about `image`."""
    statement = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": image.repository, "digest": {"sha256": image.digest.hex}}],
        "predicateType": predicate_type,
        "predicate": predicate,
    }
    text = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def parse_statement(payload: bytes, what: str) -> Statement:
    """Read the payload of an envelope whose signature was verified before.

    Raises `EvidenceError` if it is not a Statement v1.
    """
    fields = parse_object(payload, what)
    if fields.get("_type") != STATEMENT_TYPE:
        raise EvidenceError(f"{what}: _type is {fields.get('_type')!r}, expected {STATEMENT_TYPE}")
    if unknown := sorted(fields.keys() - _FIELDS):
        raise EvidenceError(f"{what}: unknown statement fields {unknown}")
    predicate_type = fields.get("predicateType")
    if not isinstance(predicate_type, str) or not predicate_type:
        raise EvidenceError(f"{what}: predicateType is {predicate_type!r}, expected a URI")
    predicate = fields.get("predicate", {})
    if not isinstance(predicate, dict):
        raise EvidenceError(f"{what}: the predicate is no JSON object")
    return Statement(predicate_type, _parse_subjects(fields.get("subject"), what), predicate)


def _parse_subjects(subjects: object, what: str) -> tuple[Digest, ...]:
    if not isinstance(subjects, list) or not 1 <= len(subjects) <= _MAX_SUBJECTS:
        raise EvidenceError(f"{what}: expected 1 to {_MAX_SUBJECTS} subjects")
    return tuple(_parse_subject(subject, what) for subject in subjects)


def _parse_subject(subject: object, what: str) -> Digest:
    digests = subject.get("digest") if isinstance(subject, dict) else None
    value = digests.get("sha256") if isinstance(digests, dict) else None
    try:
        return Digest(f"sha256:{value}")
    except PreconditionError as error:
        raise EvidenceError(f"{what}: a subject has no valid sha256 digest") from error
