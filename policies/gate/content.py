"""Checks of what the SBOMs and the provenance say, against the lock."""

from collections.abc import Mapping
from typing import Any

from images.lock import ImageLock
from novaos.errors import EvidenceError
from policies.gate.known import Known
from policies.policy import Policy, Thresholds
from sbom.catalogue import check_sbom_matches_lock
from sbom.materials import lock_materials

_SBOMS = ("sbom-cyclonedx", "sbom-spdx")


def check_sboms(known: Known) -> list[str]:
    """Find SBOMs that describe another image or other packages than the lock's."""
    documents = {n: known.statements[n].predicate for n in _SBOMS if n in known.statements}
    if len(documents) < len(_SBOMS):
        # Said by the check of attestations already.
        return []
    digest = str(known.image.digest)
    findings = []
    root = documents["sbom-cyclonedx"].get("metadata", {}).get("component", {}).get("version")
    if root != digest:
        findings.append(f"sbom-cyclonedx: its root component is {root}, expected {digest}")
    named = [package.get("versionInfo") for package in documents["sbom-spdx"].get("packages", [])]
    if digest not in named:
        findings.append(f"sbom-spdx: no package is the image {digest}")
    return [*findings, *check_sbom_matches_lock(documents, known.lock)]


def check_provenance(known: Known, policy: Policy) -> list[str]:
    """Find provenance by a builder we do not accept or from other inputs than the lock's."""
    statement = known.statements.get("provenance")
    if statement is None:
        return []
    thresholds = policy.thresholds
    try:
        definition = statement.predicate["buildDefinition"]
        builder = statement.predicate["runDetails"]["builder"]["id"]
        findings = _check_one_of("builder", builder, thresholds.allowed_builders)
        kind = definition["buildType"]
        findings += _check_one_of("build type", kind, thresholds.allowed_build_types)
        dependencies = definition["resolvedDependencies"]
        findings += _check_source(dependencies, known.lock, thresholds)
        return findings + _check_materials(dependencies, known.lock)
    except (KeyError, TypeError, AttributeError) as error:
        return [f"provenance: it is not SLSA v1: {error!r}; make it again: make sbom"]


def _check_one_of(what: str, value: object, allowed: frozenset[str]) -> list[str]:
    if value in allowed:
        return []
    accepted = ", ".join(sorted(allowed)) or "none"
    return [f"provenance: the {what} is {value}, accepted: {accepted}; build it there: make build"]


def _check_source(
    dependencies: list[Mapping[str, Any]],
    lock: ImageLock,
    thresholds: Thresholds,
) -> list[str]:
    sources = [each for each in dependencies if each.get("name") == "source"]
    if len(sources) != 1:
        return [f"provenance: it names {len(sources)} sources, expected 1; run: make sbom"]
    digest, findings = sources[0]["digest"], []
    if digest["novaosTree"] != lock.source_tree.removeprefix("sha256:"):
        findings.append(
            f"provenance: the source tree is {digest['novaosTree']}, the lock says "
            f"{lock.source_tree}; build again: make build",
        )
    committed = sources[0]["annotations"]["novaos_uncommitted"] is False and digest.get("gitCommit")
    if thresholds.source_must_be_committed and not committed:
        findings.append(
            "provenance: the source was not a clean git commit; commit, and run: make build sbom",
        )
    return findings


def _check_materials(dependencies: list[Mapping[str, Any]], lock: ImageLock) -> list[str]:
    found = {
        (dependency["uri"], dependency["digest"]["sha256"])
        for dependency in dependencies
        if str(dependency["uri"]).startswith("pkg:")
    }
    locked = {(material.purl, material.sha256) for material in lock_materials(lock)}
    if not locked:
        raise EvidenceError(f"the lock of {lock.image} names no package")
    return [
        *(f"provenance: {uri} {sha256} of the lock is missing" for uri, sha256 in locked - found),
        *(f"provenance: {uri} {sha256} is not in the lock" for uri, sha256 in found - locked),
    ]
