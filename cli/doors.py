"""The doors of the stages, each opened when it is first used.

Loading every stage for every verb would make `novaos status` wait for what it never calls; so the
import stands in the function, and only here.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from novaos.reference import ImageReference

if TYPE_CHECKING:
    from infra.jwt_rotation import Step

Say = Callable[[str], None]


def ensure_secrets(environment: str, say: Say) -> None:
    """Generate what is missing in `secrets/<environment>/`."""
    from infra.secret_store import ensure_secrets as door

    door(environment, say)


def rotate_jwt(environment: str, now: datetime) -> "Step":
    """Do the next step of the rotation of the key that signs access tokens."""
    from infra.jwt_rotation import rotate as door

    return door(environment, now)


def build_images(environment: str, say: Say) -> dict[str, ImageReference]:
    """Build and push what changed; reference per image name."""
    from images.stage import build_images as door

    return door(environment, say)


def locked_references(environment: str) -> dict[str, ImageReference]:
    """Reference per image name, from the locks alone."""
    from images.stage import locked_references as door

    return door(environment)


def lock_images(say: Say, *, check: bool) -> None:
    """Make the image locks again, or check that this would not change them."""
    from images.stage import lock_images as door

    door(say, check=check)


def describe_images(environment: str, references: Mapping[str, ImageReference], say: Say) -> None:
    """Make and attach what can be said about the images."""
    from sbom.stage import describe_images as door

    door(environment, dict(references), say)


def verify_images(environment: str, references: Mapping[str, ImageReference], say: Say) -> int:
    """Judge the images; returns how many verdicts were given."""
    from policies.stage import verify_images as door

    return len(door(environment, dict(references), say))


def preview(environment: str, say: Say) -> dict[str, int]:
    """Show what a deployment would change: resources per operation."""
    from infra.deployment import preview as door

    return door(environment, say)


def deploy(environment: str, say: Say) -> None:
    """Run `pulumi up` with the policy pack."""
    from infra.deployment import deploy as door

    door(environment, say)


def destroy(environment: str, say: Say, *, purge: bool) -> None:
    """Remove the stack and what is left of it; data volumes only with `purge`."""
    from infra.deployment import destroy as door

    door(environment, say, purge=purge)


def pulumi_environment(environment: str) -> dict[str, str]:
    """Environment variables with which plain `pulumi` works."""
    from infra.deployment import pulumi_environment as door

    return dict(door(environment))


def write_report(environment: str, say: Say) -> Path:
    """Write the compliance report."""
    from sbom.report.stage import write_report as door

    return Path(door(environment, say))
