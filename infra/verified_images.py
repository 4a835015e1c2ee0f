"""The images of an environment, by digest from the lock and only with a PASSED verdict each.

The program calls this before anything else, so `pulumi up` typed by hand, without the policy pack,
refuses an unverified image too.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from images.locked import locked_references
from novaos.errors import EvidenceError, NovaosError
from novaos.reference import ImageReference
from policies.verdict import require_passed_verdict


def require_verified_images(environment: str, names: Iterable[str]) -> dict[str, ImageReference]:
    """Reference of each named image.

    Raises `EvidenceError` naming every image that is not locked or has no PASSED verdict.
    """
    locked = locked_references(environment)
    found: list[str] = []
    verified: dict[str, ImageReference] = {}
    for name in names:
        try:
            verified[name] = _require_verified(environment, name, locked)
        except NovaosError as error:
            found.append(f"{name}: {error.message}")
    if found:
        raise EvidenceError(
            f"{len(found)} images may not be deployed to {environment}:\n  " + "\n  ".join(found),
            fix=f"run: make build sbom verify ENV={environment}",
        )
    return verified


def _require_verified(
    environment: str, name: str, locked: dict[str, ImageReference]
) -> ImageReference:
    if name not in locked:
        raise EvidenceError(f"no lock names the image {name}")
    require_passed_verdict(environment, locked[name], datetime.now(UTC))
    return locked[name]
