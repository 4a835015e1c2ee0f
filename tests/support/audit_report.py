"""A small world of evidence for the report: an audited workload with everything that it needs.

Bundles are signed here with a key of the test, in the form that cosign writes.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from novaos import workspace
from novaos.evidence import ATTESTATIONS, STATEMENT_TYPE, VERIFICATION_SUMMARY, EvidenceFolder
from novaos.reference import Digest, ImageReference
from sbom.envelope import BUNDLE_MEDIA_TYPE, PAYLOAD_TYPE, pre_authentication_encoding
from sbom.trusted_key import TrustedKey, load_trusted_key
from tests.audit.checks import CHECKS
from tests.audit.results import PASS, AuditFolder, Result
from tests.support.audit_facts import EXPECTED, good_facts

ENVIRONMENT = "test"
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
IMAGE = ImageReference.parse(EXPECTED.image)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key pair of the test."""

    private: ec.EllipticCurvePrivateKey
    public: TrustedKey

    def bundle(self, statement: Mapping[str, Any]) -> bytes:
        """Sign `statement` as a sigstore bundle."""
        payload = json.dumps(statement).encode()
        message = pre_authentication_encoding(payload)
        signature = self.private.sign(message, ec.ECDSA(hashes.SHA256()))
        return json.dumps(
            {
                "mediaType": BUNDLE_MEDIA_TYPE,
                "verificationMaterial": {"publicKey": {"hint": self.public.hint}},
                "dsseEnvelope": {
                    "payload": base64.b64encode(payload).decode(),
                    "payloadType": PAYLOAD_TYPE,
                    "signatures": [{"sig": base64.b64encode(signature).decode()}],
                },
            }
        ).encode()


def make_signer(folder: Path) -> Signer:
    """Make a key pair; its public half lies in `folder`."""
    private = ec.generate_private_key(ec.SECP256R1())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cosign.pub"
    path.write_bytes(
        private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return Signer(private, load_trusted_key(path))


def statement(
    predicate_type: str, predicate: Mapping[str, Any], digest: Digest = IMAGE.digest
) -> dict[str, Any]:
    """Give an in-toto statement about `digest`."""
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": IMAGE.repository, "digest": {"sha256": digest.hex}}],
        "predicateType": predicate_type,
        "predicate": predicate,
    }


def scan_predicate(**states: Mapping[str, Any]) -> dict[str, Any]:
    """Give a scan in which every scanner ran and found nothing, but for `states`."""
    clean = {"state": "ran", "counts": {"CRITICAL": 0, "HIGH": 0}, "findings": []}
    results = dict.fromkeys(("vulnerabilities", "secrets", "misconfigurations"), clean)
    return {"results": {**results, **states}}


def predicates() -> dict[str, tuple[str, dict[str, Any]]]:
    """Every claim of a good image: name -> predicate type and predicate."""
    plain = {name: (kind, {"name": name}) for name, kind in ATTESTATIONS.items()}
    verdict = {
        "verificationResult": "PASSED",
        "resourceUri": str(IMAGE),
        "timeVerified": "2026-01-01T11:00:00Z",
        "novaos_validUntil": "2026-01-02T11:00:00Z",
    }
    return {
        **plain,
        "scan": (ATTESTATIONS["scan"], scan_predicate()),
        "verdict": (VERIFICATION_SUMMARY, verdict),
    }


def write_bundle(signer: Signer, name: str, claim: Mapping[str, Any]) -> Path:
    """Sign `claim` and put it where the report looks for `name`."""
    folder = EvidenceFolder(ENVIRONMENT, IMAGE.digest)
    return folder.write(f"{name}.bundle.json", signer.bundle(claim))


def write_world(signer: Signer) -> list[Path]:
    """Write all evidence of one audited workload, and a test record; return the files."""
    audit = AuditFolder(ENVIRONMENT)
    facts = audit.write_facts(good_facts())
    results = [Result(check, EXPECTED.workload, PASS) for check in CHECKS]
    files = [facts, audit.write_results([EXPECTED], results)]
    for name, (kind, predicate) in predicates().items():
        files.append(write_bundle(signer, name, statement(kind, predicate)))
    record = workspace.VAR / "test" / "unit.xml"
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(
        '<testsuites><testsuite><testcase name="test_ping"/></testsuite></testsuites>'
    )
    return [*files, record]


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
