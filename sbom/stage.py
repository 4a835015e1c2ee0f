"""The door of this package: describe every image of an environment.

For each digest: SBOMs that equal the lock, a scan, provenance and a signature, signed and attached.
Running it again changes nothing while all of that is there and true.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from images.lock import load_lock
from novaos.errors import EvidenceError
from novaos.evidence import EvidenceFolder, evidence_lock
from novaos.exclusive import exclusive
from novaos.reference import ImageReference
from sbom.attachment import CLAIMS, Claim, ensure_attached, ensure_bundle
from sbom.predicates import ensure_provenance, ensure_sboms, ensure_scan
from sbom.scan_record import NotAssessed, VulnerabilityDatabase
from sbom.signing_key import KeyPair, ensure_key_pair
from sbom.trivy_database import ensure_database

_logger = logging.getLogger(__name__)
_WORKERS = 2
"""syft and trivy keep one core each busy."""


@dataclass(frozen=True, slots=True)
class _Run:
    environment: str
    key: KeyPair
    database: VulnerabilityDatabase | NotAssessed
    now: datetime
    say: Callable[[str], None]


def describe_images(
    environment: str,
    references: Mapping[str, ImageReference],
    say: Callable[[str], None],
) -> None:
    """Make, sign and attach the evidence of every image in `references`.

    Raises `EvidenceError` if an SBOM is not its lock, `EvidenceUnavailableError` if the registry
    does not answer.
    """
    if not references:
        raise EvidenceError("no image to describe", fix="build the images first: make build")
    now = datetime.now(UTC)
    lock = exclusive(evidence_lock(environment), "describing images", wait=True, say=say)
    with lock, ThreadPoolExecutor(_WORKERS) as pool:
        run = _Run(environment, ensure_key_pair(environment), ensure_database(now), now, say)
        if isinstance(run.database, NotAssessed):
            say(f"vulnerabilities will not be assessed: {run.database.reason}")
        jobs = [pool.submit(_describe, run, *item) for item in sorted(references.items())]
        changed = [job.result() for job in jobs]
    if not any(changed):
        say(f"{len(references)} images are described already")


def _describe(run: _Run, name: str, image: ImageReference) -> bool:
    lock = load_lock(name)
    if lock.digest != image.digest:
        raise EvidenceError(
            f"image {name}: asked to describe {image.digest}, its lock says {lock.digest}",
            fix="build it again: make build",
        )
    folder = EvidenceFolder(run.environment, image.digest)
    predicates = {
        "signature": {},
        **ensure_sboms(folder, image, lock),
        "scan": ensure_scan(folder, image, lock, run.database, run.now),
        "provenance": ensure_provenance(folder, lock),
    }
    made = [
        ensure_bundle(folder, image, Claim(claim, kind, predicates[claim]), run.key)
        for claim, kind in CLAIMS.items()
    ]
    signed = sum(is_new for _, is_new in made)
    attached = ensure_attached(image, [bundle for bundle, _ in made])
    if signed or attached:
        run.say(
            f"{name}: {len(lock.packages)} packages, {signed} claims signed, {attached} attached"
        )
    return bool(signed or attached)
