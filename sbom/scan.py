"""Scan one image with Trivy, offline.

Vulnerabilities when a database is there, secrets, misconfigurations of the image's configuration,
and licences.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from images.lock import ImageLock
from novaos.command import run
from novaos.reference import Digest, ImageReference
from novaos.workspace import tool
from sbom.pinned_version import pinned_version
from sbom.scan_record import NotAssessed, VulnerabilityDatabase, render_scan_record
from sbom.strict_json import parse_object
from sbom.trivy_database import trivy_cache

RESCAN_AFTER = timedelta(hours=24)
"""Well below the gate's limit (policies/thresholds), to renew a scan in time."""
REPORTS = ("scan-raw.json", "scan.sarif")
_TIMEOUT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Scan:
    """What one run of the scanner gave."""

    record: dict[str, Any]
    reports: dict[str, bytes]
    """File name -> raw output, whose digests the record names."""


def scan_image(
    layout: Path,
    image: ImageReference,
    lock: ImageLock,
    database: VulnerabilityDatabase | NotAssessed,
    now: datetime,
) -> Scan:
    """Run every scanner that can run on the image in `layout`."""
    version = pinned_version("trivy")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run_trivy(layout, folder, with_database=isinstance(database, VulnerabilityDatabase))
        raw = name_image((folder / "raw.json").read_bytes(), layout, image)
        (folder / "raw.json").write_bytes(raw)
        convert = [str(tool("trivy")), "convert", "--format=sarif", "--output=scan.sarif"]
        run([*convert, "raw.json"], cwd=folder, timeout=_TIMEOUT)
        sarif = (folder / "scan.sarif").read_bytes()
    report = parse_object(raw, "trivy's report")
    record = render_scan_record(report, lock, database, version, now)
    reports = dict(zip(REPORTS, (raw, sarif), strict=True))
    digests = {name: Digest.of_bytes(content).hex for name, content in reports.items()}
    return Scan({**record, "reports": digests}, reports)


def is_current(
    record: Mapping[str, Any],
    database: VulnerabilityDatabase | NotAssessed,
    now: datetime,
) -> bool:
    """Whether a scan is young, by this scanner, and with the database that is there now."""
    try:
        scanned_at = datetime.fromisoformat(str(record["scanned_at"]))
        version = record["scanner"]["version"]
        used = record["results"]["vulnerabilities"].get("database", {}).get("built_at")
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    there = database.built_at if isinstance(database, VulnerabilityDatabase) else None
    young = timedelta(0) <= now.astimezone(UTC) - scanned_at < RESCAN_AFTER
    return young and version == pinned_version("trivy") and used == there


def _run_trivy(layout: Path, folder: Path, *, with_database: bool) -> None:
    # Explicit and empty: a .trivyignore or trivy.yaml somewhere must not hide findings.
    (folder / "ignore").write_text("")
    (folder / "trivy.yaml").write_text("{}")
    scanners = "secret,misconfig,license" + (",vuln" if with_database else "")
    command = [str(tool("trivy")), "image", f"--input={layout}", "--format=json"]
    offline = [
        "--offline-scan",
        "--skip-db-update",
        "--skip-java-db-update",
        "--skip-check-update",
        "--skip-version-check",
        "--disable-telemetry",
    ]
    choices = [
        "--quiet",
        "--list-all-pkgs",
        f"--scanners={scanners}",
        "--image-config-scanners=misconfig,secret",
        "--severity=UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL",
        # The cache on disk admits one process at a time; two images are scanned at once.
        "--cache-backend=memory",
        f"--cache-dir={trivy_cache()}",
        f"--config={folder / 'trivy.yaml'}",
        f"--ignorefile={folder / 'ignore'}",
        f"--output={folder / 'raw.json'}",
    ]
    run([*command, *offline, *choices], cwd=folder, timeout=_TIMEOUT)


def name_image(raw: bytes, layout: Path, image: ImageReference) -> bytes:
    """Replace the layout's path, which Trivy takes for the image's name.

    The new name lacks the registry: Trivy 0.70.0 crashes when it writes SARIF for a name whose
    first segment has a colon ("127.0.0.1:5760/...").
    """
    name = f"{image.repository.partition('/')[2]}@{image.digest}"
    report = parse_object(raw, "trivy's report")
    report["ArtifactName"] = name
    for result in report.get("Results") or []:
        result["Target"] = str(result.get("Target", "")).replace(str(layout), name)
    return json.dumps(report, indent=1, ensure_ascii=False).encode() + b"\n"
