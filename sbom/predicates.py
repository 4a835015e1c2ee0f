"""The predicates of one image: taken from the evidence folder while they are true, made if not."""

from datetime import datetime
from typing import Any

from images.lock import ImageLock
from novaos.errors import EvidenceError
from novaos.evidence import EvidenceFolder
from novaos.reference import Digest, ImageReference
from sbom import catalogue, scan
from sbom.layout import require_layout
from sbom.provenance import render_provenance
from sbom.scan_record import NotAssessed, VulnerabilityDatabase

Predicate = dict[str, Any]
_SBOMS = ("sbom-cyclonedx", "sbom-spdx")


def ensure_sboms(
    folder: EvidenceFolder, image: ImageReference, lock: ImageLock
) -> dict[str, Predicate]:
    """Return both SBOM documents; they depend on digest, lock and syft's version only."""
    try:
        documents = {name: _require_object(folder, f"{name}.json") for name in _SBOMS}
        catalogue.require_sbom_matches_lock(documents, lock)
        if all(catalogue.is_current(document) for document in documents.values()):
            return documents
    except EvidenceError:
        # Missing or damaged: made again below, from the image itself.
        pass
    documents = catalogue.make_sboms(require_layout(image), lock)
    for name, document in documents.items():
        folder.write_json(f"{name}.json", document)
    return documents


def ensure_scan(
    folder: EvidenceFolder,
    image: ImageReference,
    lock: ImageLock,
    database: VulnerabilityDatabase | NotAssessed,
    now: datetime,
) -> Predicate:
    """Return the scan record, of a new scan if the last one is old or a newer database is there."""
    try:
        record = _require_object(folder, "scan.json")
        reports = {name: Digest.of_bytes(folder.require(name)).hex for name in scan.REPORTS}
        if reports == record.get("reports") and scan.is_current(record, database, now):
            return record
    except EvidenceError:
        # Missing or damaged: scanned again below.
        pass
    made = scan.scan_image(require_layout(image), image, lock, database, now)
    for name, content in made.reports.items():
        folder.write(name, content)
    folder.write_json("scan.json", made.record)
    return made.record


def ensure_provenance(folder: EvidenceFolder, lock: ImageLock) -> Predicate:
    """Return the provenance that lock and build record give."""
    predicate = render_provenance(lock, folder.require("build.json"))
    folder.write_json("provenance.json", predicate)
    return predicate


def _require_object(folder: EvidenceFolder, name: str) -> Predicate:
    value = folder.require_json(name)
    if not isinstance(value, dict):
        raise EvidenceError(f"{folder.digest}: evidence {name} is no JSON object")
    return value
