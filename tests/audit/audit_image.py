"""The audit image has to earn its trust like every other image before it is started.

(1) It is the one that its lock names. (2) It has a PASSED verdict for that very digest. (3) The
engine gets it from the registry by that digest.
"""

from datetime import UTC, datetime

import docker
import docker.errors

from images.stage import locked_references
from novaos.errors import EvidenceError, EvidenceUnavailableError
from policies.verdict import require_passed_verdict
from tests.audit.audit_container import Auditor

AUDIT_IMAGE = "audit"


def require_auditor(client: docker.DockerClient, environment: str) -> Auditor:
    """Give the auditor of `environment`, its image verified and present in the engine.

    Raises `EvidenceError` if the image has no lock or no PASSED verdict.
    """
    references = locked_references(environment)
    if AUDIT_IMAGE not in references:
        raise EvidenceError(
            f"the image {AUDIT_IMAGE!r} has no lock", fix=f"run: make build ENV={environment}"
        )
    reference = references[AUDIT_IMAGE]  # (1)
    require_passed_verdict(environment, reference, datetime.now(UTC))  # (2)
    try:
        client.images.get(str(reference))
    except docker.errors.ImageNotFound:
        _pull(client, str(reference), environment)  # (3)
    return Auditor(client, str(reference), environment)


def _pull(client: docker.DockerClient, reference: str, environment: str) -> None:
    try:
        client.api.pull(reference)
        client.images.get(reference)
    except docker.errors.DockerException as error:
        raise EvidenceUnavailableError(
            f"the audit image {reference} cannot be pulled: {error}",
            fix=f"run: make build ENV={environment}",
        ) from error
