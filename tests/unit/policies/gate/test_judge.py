"""The gate denies unless everything is proved: each spoiled fact turns PASSED into FAILED."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from novaos.reference import Digest
from policies.gate.image import judge
from policies.gate.known import Known
from sbom.attachment import CLAIMS
from sbom.statement import Statement
from tests.support.gate import (
    DIGEST,
    NOW,
    cyclonedx,
    known_good,
    policy,
    provenance,
    scan_record,
    spdx,
    spdx_package,
    with_predicate,
)

OTHER = Digest(f"sha256:{'e' * 64}")


def _failures(known: Known, **changes: Any) -> str:  # noqa: ANN401 - thresholds
    verdict = judge(known, policy(**changes), NOW)
    assert verdict.passed == (not verdict.failures)
    return "\n".join(verdict.failures)


def test_good_image_passes_without_warning() -> None:
    verdict = judge(known_good(), policy(), NOW)
    assert verdict.passed
    assert not verdict.warnings
    assert {name for name, _ in verdict.input_attestations} == {f"{n}.bundle.json" for n in CLAIMS}
    assert verdict.valid_until == NOW + timedelta(hours=24)


def test_digest_that_is_not_locked_fails() -> None:
    known = replace(known_good(), lock=replace(known_good().lock, image_digest=str(OTHER)))
    assert f"the digest is {DIGEST}, the lock images/locks/small.json says {OTHER}" in _failures(
        known
    )


def test_image_missing_in_the_registry_fails() -> None:
    assert "the registry has no manifest" in _failures(replace(known_good(), in_registry=False))


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_without_a_trusted_signature_fails(name: str) -> None:
    good = known_good()
    rest = {key: value for key, value in good.statements.items() if key != name}
    assert f"{name}: no claim signed by a trusted key" in _failures(replace(good, statements=rest))


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_of_another_subject_fails(name: str) -> None:
    good = known_good()
    moved = replace(good.statements[name], subject_digests=(OTHER,))
    known = replace(good, statements={**good.statements, name: moved})
    assert f"{name}: the subject is {OTHER}, expected {DIGEST}" in _failures(known)


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_of_two_subjects_fails(name: str) -> None:
    good = known_good()
    both = replace(good.statements[name], subject_digests=(DIGEST, OTHER))
    known = replace(good, statements={**good.statements, name: both})
    assert f"{name}: the subject is" in _failures(known)


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_of_another_type_fails(name: str) -> None:
    good = known_good()
    other = Statement("https://example.org/x", (DIGEST,), good.statements[name].predicate)
    known = replace(good, statements={**good.statements, name: other})
    assert f"{name}: the predicate type is https://example.org/x" in _failures(known)


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_not_attached_in_the_registry_fails(name: str) -> None:
    good = known_good()
    known = replace(good, attached=good.attached - {good.bundles[name]})
    assert f"{name}: {name}.bundle.json is not attached" in _failures(known)


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_that_cosign_does_not_verify_fails(name: str) -> None:
    good = known_good()
    known = replace(good, verified_types=good.verified_types - {CLAIMS[name]})
    assert f"{name}: cosign verifies no {CLAIMS[name]}" in _failures(known)


def test_readable_evidence_that_differs_from_the_attested_fails() -> None:
    scan = {**scan_record(), "scanned_at": "2026-03-01T11:59:59Z"}
    known = replace(known_good(), predicates={"scan": json.dumps(scan).encode()})
    assert "scan.json is not what scan.bundle.json attests" in _failures(known)
    same = replace(known_good(), predicates={"scan": json.dumps(scan_record()).encode()})
    assert not _failures(same)


@pytest.mark.parametrize("name", ["build.json", "scan-raw.json", "scan.sarif"])
def test_raw_output_that_differs_from_the_attested_digest_fails(name: str) -> None:
    good = known_good()
    known = replace(good, reports={**good.reports, name: OTHER})
    assert f"{name} has the digest {OTHER.hex}" in _failures(known)


@pytest.mark.parametrize("text", ["registry down", "cosign is not installed"])
def test_what_could_not_be_looked_at_never_passes(text: str) -> None:
    known = replace(known_good(), unavailable=(text,), in_registry=False)
    assert _failures(known) == f"could not look: {text}"


def test_every_failure_is_listed() -> None:
    known = replace(known_good(), in_registry=False, statements={}, problems=("one", "two"))
    failures = judge(known, policy(), NOW).failures
    assert {"one", "two"} <= set(failures)
    for name in CLAIMS:
        assert any(failure.startswith(f"{name}: no claim") for failure in failures)


# SBOMs


def test_sbom_root_of_another_digest_fails() -> None:
    document = cyclonedx()
    document["metadata"]["component"]["version"] = str(OTHER)
    assert f"its root component is {OTHER}" in _failures(with_predicate("sbom-cyclonedx", document))
    other = spdx()
    other["packages"][0]["versionInfo"] = str(OTHER)
    assert "sbom-spdx: no package is the image" in _failures(with_predicate("sbom-spdx", other))


@pytest.mark.parametrize("position", [0, 1])
def test_package_missing_in_an_sbom_fails(position: int) -> None:
    document = cyclonedx()
    del document["components"][position]
    assert "is in the lock but not here" in _failures(with_predicate("sbom-cyclonedx", document))
    other = spdx()
    del other["packages"][position + 1]
    assert "is in the lock but not here" in _failures(with_predicate("sbom-spdx", other))


@pytest.mark.parametrize(
    "purl",
    [
        "pkg:deb/debian/netcat@1.0?arch=amd64",
        "pkg:pypi/evil@1.0",
        "pkg:golang/github.com/x/y@v1.0.0",
        "pkg:deb/debian/libc6@2.41-11?arch=amd64",
    ],
)
def test_package_that_is_not_locked_fails(purl: str) -> None:
    document = cyclonedx()
    document["components"].append({"type": "library", "name": "x", "purl": purl})
    assert "is not in the lock" in _failures(with_predicate("sbom-cyclonedx", document))
    other = spdx()
    other["packages"].append(spdx_package("SPDXRef-x", purl))
    assert "is not in the lock" in _failures(with_predicate("sbom-spdx", other))


def test_component_without_a_package_url_fails() -> None:
    document = cyclonedx()
    document["components"].append({"type": "library", "name": "nameless"})
    assert "'nameless' has no package URL" in _failures(with_predicate("sbom-cyclonedx", document))


def test_empty_sboms_fail() -> None:
    assert "is in the lock but not here" in _failures(with_predicate("sbom-cyclonedx", {}))
    assert "is in the lock but not here" in _failures(with_predicate("sbom-spdx", {}))


# Provenance


def test_foreign_builder_fails() -> None:
    predicate = provenance()
    predicate["runDetails"]["builder"]["id"] = "https://example.org/builder"
    assert "the builder is https://example.org/builder, accepted: https://novaos.dev" in _failures(
        with_predicate("provenance", predicate)
    )


def test_other_build_type_fails() -> None:
    predicate = provenance()
    predicate["buildDefinition"]["buildType"] = "https://example.org/type"
    assert "the build type is https://example.org/type" in _failures(
        with_predicate("provenance", predicate)
    )


@pytest.mark.parametrize("position", [0, 1])
def test_missing_material_fails(position: int) -> None:
    predicate = provenance()
    del predicate["buildDefinition"]["resolvedDependencies"][position]
    assert "of the lock is missing" in _failures(with_predicate("provenance", predicate))


@pytest.mark.parametrize("position", [0, 1])
def test_material_with_another_hash_fails(position: int) -> None:
    predicate = provenance()
    predicate["buildDefinition"]["resolvedDependencies"][position]["digest"]["sha256"] = "0" * 64
    failures = _failures(with_predicate("provenance", predicate))
    assert "of the lock is missing" in failures
    assert "is not in the lock" in failures


def test_other_source_tree_fails() -> None:
    predicate = provenance()
    predicate["buildDefinition"]["resolvedDependencies"][2]["digest"]["novaosTree"] = "0" * 64
    assert "the source tree is 000" in _failures(with_predicate("provenance", predicate))


def test_uncommitted_source_fails_where_it_must_be_committed() -> None:
    predicate = provenance()
    source = predicate["buildDefinition"]["resolvedDependencies"][2]
    source["annotations"]["novaos_uncommitted"] = True
    known = with_predicate("provenance", predicate)
    assert "the source was not a clean git commit" in _failures(known)
    assert not _failures(known, source_must_be_committed=False)


@pytest.mark.parametrize("predicate", [{}, {"buildDefinition": 1}, {"buildDefinition": []}])
def test_malformed_provenance_fails(predicate: dict[str, Any]) -> None:
    assert "provenance: it is not SLSA v1" in _failures(with_predicate("provenance", predicate))
