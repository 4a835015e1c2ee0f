"""Make the SBOMs of one image with syft, and refuse one that differs from the lock."""

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from images.lock import ImageLock
from novaos.command import run
from novaos.errors import EvidenceError
from novaos.workspace import tool
from sbom.document_packages import cyclonedx_packages, name_containers, spdx_packages
from sbom.documents import finish_cyclonedx, finish_spdx
from sbom.materials import check_same_packages, lock_materials
from sbom.ownership import read_file_owners
from sbom.pinned_version import pinned_version
from sbom.strict_json import parse_object

_TIMEOUT = timedelta(minutes=5)
_ENVIRONMENT = {
    "SYFT_CHECK_FOR_APP_UPDATE": "false",
    # Files are covered by their packages; listing each would make the documents ten times larger.
    "SYFT_FILE_METADATA_SELECTION": "none",
}


def make_sboms(layout: Path, lock: ImageLock) -> dict[str, dict[str, Any]]:
    """Describe the image in `layout`: evidence name -> document.

    Raises `EvidenceError` if the packages found are not those of the lock.
    """
    cyclonedx, spdx = _run_syft(layout, lock)
    materials = lock_materials(lock)
    name_containers(cyclonedx, spdx, read_file_owners(layout, lock.digest), materials)
    made_at = datetime.fromtimestamp(lock.source_date_epoch, UTC)
    documents = {
        "sbom-cyclonedx": finish_cyclonedx(cyclonedx, lock.image, lock.digest, materials, made_at),
        "sbom-spdx": finish_spdx(spdx, lock.image, lock.digest, materials, made_at),
    }
    require_sbom_matches_lock(documents, lock)
    return documents


def check_sbom_matches_lock(
    documents: Mapping[str, Mapping[str, Any]],
    lock: ImageLock,
) -> list[str]:
    """Find packages that an SBOM and the lock do not have in common; none at all is a finding."""
    locked = {material.key for material in lock_materials(lock)}
    findings = [] if locked else [f"{lock.image}: the lock lists no package at all"]
    readers = {"sbom-cyclonedx": cyclonedx_packages, "sbom-spdx": spdx_packages}
    for name, read in readers.items():
        try:
            found = read(documents.get(name, {}))
        except EvidenceError as error:
            findings.append(f"{name}: {error.message}")
            continue
        findings += check_same_packages(found, locked, name)
    return findings


def require_sbom_matches_lock(
    documents: Mapping[str, Mapping[str, Any]],
    lock: ImageLock,
) -> None:
    """Refuse SBOMs whose packages are not exactly the locked ones."""
    findings = check_sbom_matches_lock(documents, lock)
    if findings:
        raise EvidenceError(
            f"image {lock.image} {lock.digest}: the SBOM is not the lock:\n  "
            + "\n  ".join(findings),
            fix="find out how the package came in or got lost; then build again: make build",
        )


def _run_syft(layout: Path, lock: ImageLock) -> tuple[dict[str, Any], dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        cyclonedx, spdx = Path(folder, "cyclonedx.json"), Path(folder, "spdx.json")
        command = [str(tool("syft")), "scan", "--quiet", f"oci-dir:{layout}"]
        names = [f"--source-name={lock.image}", f"--source-version={lock.digest}"]
        outputs = [
            f"--output=cyclonedx-json@1.6={cyclonedx}",
            f"--output=spdx-json@2.3={spdx}",
        ]
        # An empty working directory: syft would read a .syft.yaml that lies in it.
        run([*command, *names, *outputs], env=_ENVIRONMENT, cwd=Path(folder), timeout=_TIMEOUT)
        return _name_tool(cyclonedx.read_bytes()), _name_tool(spdx.read_bytes())


def _name_tool(content: bytes) -> dict[str, Any]:
    document = parse_object(content, "syft's output")
    version = pinned_version("syft")
    for component in document.get("metadata", {}).get("tools", {}).get("components", []):
        component["version"] = version
    if "creationInfo" in document:
        creators = [c for c in document["creationInfo"]["creators"] if not c.startswith("Tool:")]
        document["creationInfo"]["creators"] = sorted([*creators, f"Tool: syft-{version}"])
    return document


def is_current(document: Mapping[str, Any]) -> bool:
    """Whether the pinned version of syft made this document."""
    made_by = json.dumps(document.get("metadata", document.get("creationInfo")))
    version = pinned_version("syft")
    return f'"version": "{version}"' in made_by or f"syft-{version}" in made_by
