"""An image that passes the gate, as values, for tests that spoil one fact of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from images.record import BUILD_TYPE, LOCAL_BUILDER
from novaos.evidence import ATTESTATIONS
from novaos.reference import Digest, ImageReference
from policies.gate.known import Known
from policies.policy import Policy, Thresholds
from sbom.attachment import CLAIMS
from sbom.documents import oci_purl
from sbom.statement import Statement
from sbom.trusted_key import TrustedKey
from tests.support.signing import make_signer
from tests.support.small_image import DEB, WHEEL, small_lock

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DIGEST = Digest(f"sha256:{'d' * 64}")
IMAGE = ImageReference("127.0.0.1:5760/novaos-test/small", DIGEST)
LOCK = small_lock(DIGEST)
REPORTS = {
    name: Digest.of_bytes(name.encode()) for name in ("build.json", "scan-raw.json", "scan.sarif")
}
COUNTS = {"UNKNOWN": 0, "LOW": 0, "MEDIUM": 0, "HIGH": 0, "CRITICAL": 0}


def thresholds(**changes: Any) -> Thresholds:  # noqa: ANN401 - fields of the dataclass
    """Return thresholds as strict as in prod."""
    strict = Thresholds(
        vulnerabilities_must_be_assessed=True,
        source_must_be_committed=True,
        max_fixable_vulnerabilities={"CRITICAL": 0, "HIGH": 0},
        max_misconfigurations={"CRITICAL": 0, "HIGH": 0},
        max_secrets=0,
        max_scan_age=timedelta(hours=72),
        max_database_age=timedelta(hours=168),
        max_verdict_age=timedelta(hours=24),
        refused_licence_categories=frozenset({"forbidden"}),
        accepted_licences=frozenset(),
        required_attestations=tuple(ATTESTATIONS),
        allowed_builders=frozenset({LOCAL_BUILDER}),
        allowed_build_types=frozenset({BUILD_TYPE}),
    )
    return replace(strict, **changes)


def policy(keys: tuple[TrustedKey, ...] = (), **changes: Any) -> Policy:  # noqa: ANN401 - as above
    """Return the policy of the environment `test`."""
    return Policy("test", thresholds(**changes), (), keys, "f" * 64)


def policy_with_key(folder: Path) -> Policy:
    """Return a policy that trusts a new key under `folder`."""
    return policy((make_signer(folder / "cosign.pub").trusted,))


def scan_record() -> dict[str, Any]:
    """Return a fresh scan that found nothing."""
    clean = {"state": "ran", "counts": COUNTS, "findings": []}
    database = {"built_at": "2026-03-01T06:00:00Z", "source": "update"}
    return {
        "scanner": {"name": "trivy", "version": "0.70.0"},
        "image": {"name": "small", "digest": str(DIGEST)},
        "scanned_at": "2026-03-01T10:00:00Z",
        "reports": {name: REPORTS[name].hex for name in ("scan-raw.json", "scan.sarif")},
        "results": {
            "vulnerabilities": {**clean, "findings": [], "database": database},
            "secrets": {**clean, "findings": []},
            "misconfigurations": {**clean, "findings": []},
            "licences": {**clean, "findings": []},
        },
    }


def provenance() -> dict[str, Any]:
    """Return the provenance of the lock."""
    source = {
        "name": "source",
        "uri": "https://novaos.dev/source/deployment",
        "digest": {"novaosTree": LOCK.source_tree, "gitCommit": "4" * 40},
        "annotations": {"novaos_uncommitted": False},
    }
    packages = [
        {"uri": DEB.purl, "digest": {"sha256": DEB.sha256}},
        {"uri": WHEEL.purl, "digest": {"sha256": WHEEL.sha256}},
    ]
    record = {"name": "build.json", "digest": {"sha256": REPORTS["build.json"].hex}}
    return {
        "buildDefinition": {
            "buildType": BUILD_TYPE,
            "resolvedDependencies": [*packages, source],
        },
        "runDetails": {"builder": {"id": LOCAL_BUILDER}, "byproducts": [record]},
    }


def cyclonedx() -> dict[str, Any]:
    """Return an SBOM of the lock's packages."""
    return {
        "metadata": {"component": {"version": str(DIGEST)}},
        "components": [
            {"type": "library", "name": "libc6", "purl": f"{DEB.purl}&distro=debian-13"},
            {"type": "library", "name": "idna", "purl": WHEEL.purl},
            {"type": "operating-system", "name": "debian"},
        ],
    }


def spdx_package(identity: str, purl: str, version: str = "") -> dict[str, Any]:
    """Return one package as syft writes it."""
    reference = {"referenceType": "purl", "referenceLocator": purl}
    return {"SPDXID": identity, "versionInfo": version, "externalRefs": [reference]}


def spdx() -> dict[str, Any]:
    """Return an SBOM of the lock's packages."""
    return {
        "packages": [
            spdx_package("SPDXRef-image", oci_purl("small", DIGEST), str(DIGEST)),
            spdx_package("SPDXRef-libc6", DEB.purl),
            spdx_package("SPDXRef-idna", WHEEL.purl),
        ],
        "relationships": [],
    }


def known_good() -> Known:
    """Return everything that is known of an image that passes."""
    predicates = {
        "signature": {},
        "sbom-cyclonedx": cyclonedx(),
        "sbom-spdx": spdx(),
        "scan": scan_record(),
        "provenance": provenance(),
    }
    statements = {
        name: Statement(kind, (DIGEST,), predicates[name]) for name, kind in CLAIMS.items()
    }
    bundles = {name: Digest.of_bytes(name.encode()) for name in CLAIMS}
    return Known(
        name="small",
        image=IMAGE,
        lock=LOCK,
        in_registry=True,
        statements=statements,
        bundles=bundles,
        attached=frozenset(bundles.values()),
        verified_types=frozenset(CLAIMS.values()),
        predicates={},
        reports=REPORTS,
    )


def with_predicate(name: str, predicate: dict[str, Any]) -> Known:
    """Return the good image with another predicate attested under `name`."""
    good = known_good()
    statement = replace(good.statements[name], predicate=predicate)
    return replace(good, statements={**good.statements, name: statement})
