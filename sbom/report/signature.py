"""Sign the report, and verify it again without a network.

The statement's subjects are the page and the data; its predicate lists the SHA-256 of every piece
of evidence that the page carries. One bundle therefore covers all three.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from novaos.errors import EvidenceError
from novaos.evidence import STATEMENT_TYPE
from novaos.reference import Digest
from sbom.cosign import sign_statement
from sbom.envelope import verify_envelope
from sbom.report.document import PREDICATE_TYPE, Report
from sbom.signing_key import KeyPair
from sbom.strict_json import parse_object
from sbom.trusted_key import TrustedKey

PAGE, DATA, BUNDLE = "report.html", "report.json", "report.bundle.json"
SUBJECTS = (PAGE, DATA)


def render_report_statement(folder: Path, report: Report) -> bytes:
    """Canonical bytes of the statement about the report in `folder`."""
    statement = {
        "_type": STATEMENT_TYPE,
        "subject": [
            {"name": name, "digest": {"sha256": Digest.of_file(folder / name).hex}}
            for name in SUBJECTS
        ],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "environment": report.environment,
            "generated_at": report.generated_at,
            "summary": report.counts,
            "evidence": {file.path: file.sha256 for file in report.evidence},
        },
    }
    return json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()


def sign_report(folder: Path, report: Report, key: KeyPair) -> bytes:
    """Return the signed bundle of the report in `folder`."""
    return sign_statement(key, render_report_statement(folder, report))


def verify_report(folder: Path, keys: Sequence[TrustedKey]) -> dict[str, Any]:
    """Verify the report in `folder` and return its data.

    1. The bundle is signed by one of `keys` and is a compliance report's.
    2. Page and data are, byte for byte, its subjects.
    3. The evidence that the data lists is the evidence that was signed.

    Raises `EvidenceError` if anything differs or is missing.
    """
    contents = {name: _require(folder, name) for name in (*SUBJECTS, BUNDLE)}
    statement = verify_envelope(contents[BUNDLE], keys, BUNDLE)  # (1)
    if statement.predicate_type != PREDICATE_TYPE:
        raise EvidenceError(f"{BUNDLE} holds a {statement.predicate_type}, not a report")
    digests = set(statement.subject_digests)
    for name in SUBJECTS:  # (2)
        if Digest.of_bytes(contents[name]) not in digests:
            raise EvidenceError(
                f"{name} is not the file that was signed", fix="run: make report, or restore it"
            )
    document = parse_object(contents[DATA], DATA)
    listed = {file["path"]: file["sha256"] for file in document["evidence"]}
    if listed != statement.predicate.get("evidence"):  # (3)
        raise EvidenceError(f"{DATA} lists other evidence than was signed")
    return document


def _require(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise EvidenceError(f"{name} is missing in {folder}", fix="run: make report") from error
