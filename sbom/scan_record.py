"""Reduce Trivy's raw report to the record that is attested.

It says which scanner ran, on what, with which database of which date, and what it found.

A scanner that did not run, or that could not know the packages, is "not assessed" with a reason;
it never reads as zero findings. Secrets are located, never quoted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from images.lock import ImageLock
from sbom.documents import render_time

SEVERITIES = ("UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL")
"""Trivy's words, least severe first; UNKNOWN is a finding without a rating yet."""
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class VulnerabilityDatabase:
    """The data that a vulnerability scan was made with."""

    built_at: str
    """When its publisher made it, UTC."""
    source: str


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """Why a scanner has nothing to say."""

    reason: str


def render_scan_record(
    raw: Mapping[str, Any],
    lock: ImageLock,
    database: VulnerabilityDatabase | NotAssessed,
    scanner_version: str,
    scanned_at: datetime,
) -> Record:
    """Make the predicate of type `novaos.evidence.VULNERABILITY_SCAN`."""
    return {
        "scanner": {"name": "trivy", "version": scanner_version},
        "image": {"name": lock.image, "digest": str(lock.digest)},
        "scanned_at": render_time(scanned_at),
        "results": {
            "vulnerabilities": _vulnerabilities(raw, lock, database),
            "secrets": _ran(_findings(raw, "Secrets", _secret)),
            "misconfigurations": _ran(_findings(raw, "Misconfigurations", _misconfiguration)),
            "licences": _ran(_findings(raw, "Licenses", _licence)),
        },
    }


def check_every_package_seen(raw: Mapping[str, Any], lock: ImageLock) -> list[str]:
    """Find locked packages that the scanner did not see; unseen is not free of vulnerabilities."""
    seen = {
        str(package.get("Name", "")).lower().replace("_", "-")
        for result in raw.get("Results") or []
        for package in result.get("Packages") or []
    }
    wanted = {package.name for package in lock.packages}
    return sorted(name for name in wanted if name.lower().replace("_", "-") not in seen)


def _vulnerabilities(
    raw: Mapping[str, Any],
    lock: ImageLock,
    database: VulnerabilityDatabase | NotAssessed,
) -> Record:
    if isinstance(database, NotAssessed):
        return {"state": "not assessed", "reason": database.reason}
    family = raw.get("Metadata", {}).get("OS", {}).get("Family", "none")
    if lock.debs and family == "none":
        reason = "the scanner did not recognise the distribution of the image"
        return {"state": "not assessed", "reason": reason}
    if unseen := check_every_package_seen(raw, lock):
        reason = f"the scanner did not see {len(unseen)} locked packages: {', '.join(unseen[:10])}"
        return {"state": "not assessed", "reason": reason}
    facts = {"built_at": database.built_at, "source": database.source}
    return {**_ran(_findings(raw, "Vulnerabilities", _vulnerability)), "database": facts}


def _ran(findings: Sequence[Record]) -> Record:
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        counts[finding["severity"]] += 1
    return {"state": "ran", "counts": counts, "findings": list(findings)}


def _findings(raw: Mapping[str, Any], section: str, read: Any) -> list[Record]:  # noqa: ANN401 - a reader below
    found: Iterable[Record] = (
        {"severity": _severity(item), **read(item, str(result.get("Target", "")))}
        for result in raw.get("Results") or []
        for item in result.get(section) or []
    )
    return sorted(found, key=lambda finding: sorted(map(str, finding.items())))


def _severity(item: Mapping[str, Any]) -> str:
    severity = str(item.get("Severity", "UNKNOWN"))
    return severity if severity in SEVERITIES else "UNKNOWN"


def _vulnerability(item: Mapping[str, Any], _target: str) -> Record:
    return {
        "id": str(item.get("VulnerabilityID", "")),
        "package": str(item.get("PkgName", "")),
        "installed_version": str(item.get("InstalledVersion", "")),
        "fixed_version": str(item.get("FixedVersion", "")),
        "status": str(item.get("Status", "")),
    }


def _secret(item: Mapping[str, Any], target: str) -> Record:
    return {"id": str(item.get("RuleID", "")), "path": target, "line": item.get("StartLine", 0)}


def _misconfiguration(item: Mapping[str, Any], target: str) -> Record:
    title = str(item.get("Title", ""))
    return {"id": str(item.get("ID", "")), "title": title, "target": target}


def _licence(item: Mapping[str, Any], _target: str) -> Record:
    return {
        "id": str(item.get("Name", "")),
        "package": str(item.get("PkgName", "")),
        "category": str(item.get("Category", "unknown")),
    }
